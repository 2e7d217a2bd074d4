import { describe, expect, it } from 'vitest';
import { quad } from '../documents';
import { expectOnly, rulesIn, withPus } from '../cutTrial';

describe('CPU03', () => {
  const vms = [{ name: 'a', pus: '0-14,0', memory: '1GiB', accept: { NUM01: 'x', CPU04: 'x' } }];

  it('counts only PUs that VMs may use', () => {
    const machine = withPus(quad, ({ id }) => (id === 15 ? { allowed: false } : {}));
    expectOnly(
      'CPU03',
      { vms },
      { says: /16 vCPUs, but .* only 15 PUs/, at: '"0-14,0"', fixes: ['Shrink "a" to 15 vCPUs'] },
      { machine },
    );
    expect(rulesIn({ vms }, {})).toEqual([]);
  });
});
