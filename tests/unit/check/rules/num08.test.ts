import { describe, expect, it } from 'vitest';
import { expectOnly, rulesIn, withPus } from '../cutTrial';
import { machineOf, quad } from '../documents';
import { probed } from '../ruleTrial';

const body = { vms: [{ name: 'a', pus: '0-3', memory: '1GiB' }] };

describe('NUM08', () => {
  it('finds a host that is not as its topology says, at the machine, and says what to run', () => {
    const found = withPus(quad, ({ id }) => (id === 5 ? { online: false } : {}));
    expectOnly(
      'NUM08',
      body,
      {
        says: /^The host is not as "m" says: PU 5 is offline\. `vmpart topology probe --host probed --update FILE` .*\(host probed, probed 3 h ago\)$/,
        at: '"m"',
        fixes: [],
      },
      { host: probed({}, found) },
    );
  });

  it('names the first differences and counts the others', () => {
    const found = machineOf({ synthetic: 'pack:2 [numa] core:4 pu:1', memoryPerNode: '4GiB' });
    expectOnly(
      'NUM08',
      body,
      {
        says: /says: 2 NUMA nodes instead of 4; PUs 8-15 are missing; node 0 has 4 GiB instead of 8 GiB; and 1 more difference\./,
        at: '"m"',
        fixes: [],
      },
      { host: probed({}, found) },
    );
  });

  it('finds nothing where the host is as it says, or was never probed', () => {
    expect(rulesIn(body, { host: probed({}, { ...quad, id: 'other', title: 'other' }) })).toEqual([]);
    expect(rulesIn(body, {})).toEqual([]);
  });
});
