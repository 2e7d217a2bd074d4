import { describe, expect, it } from 'vitest';
import { expectOnly, pusIn, rulesIn } from '../cutTrial';
import { machineOf } from '../documents';

const of = (reserved: string) =>
  machineOf({ synthetic: 'pack:2 [numa] core:4 pu:2', memoryPerNode: '8GiB', reserved: { pus: reserved } });
const vm = (pus: string) => ({ name: 'a', pus, memory: '1GiB' });

describe('CPU13', () => {
  it('finds a VM on the sibling of a reserved PU and gives it another core', () => {
    const [after] = expectOnly(
      'CPU13',
      { vms: [vm('1,4')] },
      {
        says: /^VM "a" runs on PU 1, a sibling of PU 0, which "m" reserves for the host\. Use other cores, or reserve whole ones\.$/,
        at: '"1,4"',
        fixes: ['Give "a" PU 2 instead'],
      },
      { machine: of('0,8') },
    );
    expect(pusIn(after)).toEqual(['2,4']);
  });

  it('finds it at the machine where a rule makes the VMs, once', () => {
    expectOnly(
      'CPU13',
      { partition: { per: 'node' } },
      {
        says: /^"m" reserves PUs 0,8 for the host, but not their siblings PUs 1,9, on which VMs run\. Reserve whole cores in the topology\.$/,
        at: '"m"',
        fixes: [],
      },
      { machine: of('0,8') },
    );
  });

  it('finds nothing where whole cores are reserved, or the VM is on others', () => {
    expect(rulesIn({ partition: { per: 'node' } }, { machine: of('0-1,8-9') })).toEqual([]);
    expect(rulesIn({ vms: [vm('2-5')] }, { machine: of('0') })).toEqual([]);
  });
});
