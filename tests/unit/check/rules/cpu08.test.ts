import { describe, it } from 'vitest';
import { expectOnly } from '../cutTrial';
import { machineOf } from '../documents';

describe('CPU08', () => {
  it("takes no sibling of the host's PU in exchange", () => {
    const machine = machineOf({
      synthetic: 'pack:1 [numa] core:4 pu:2',
      memoryPerNode: '8GiB',
      reserved: { pus: '0' },
    });
    expectOnly(
      'CPU08',
      { vms: [{ name: 'a', pus: '0,2', memory: '1GiB' }] },
      { says: /uses PU 0, which "m" reserves/, at: '"0,2"', fixes: ['Give "a" PU 3 instead'] },
      { machine },
    );
  });
});
