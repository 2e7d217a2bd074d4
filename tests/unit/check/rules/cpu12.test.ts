import { describe, expect, it } from 'vitest';
import { expectOnly, rulesIn } from '../cutTrial';
import { machineOf, threaded } from '../documents';

const vm = (pus: string, threadsPerCore: number) => ({ name: 'a', pus, memory: '1GiB', threadsPerCore });

describe('CPU12', () => {
  it('finds vCPUs that do not go up in cores', () => {
    expectOnly(
      'CPU12',
      { vms: [vm('0,2,4', 2)] },
      {
        says: /^VM "a" has 3 vCPUs, which make no whole number of cores with 2 threads\. Give it a multiple of 2, or set `threadsPerCore` to 1\.$/,
        at: '2',
        fixes: ['Show the guest 1 thread a core'],
      },
      { machine: threaded },
    );
  });

  it('shows as many threads as go', () => {
    const machine = machineOf({ synthetic: 'pack:1 [numa] core:4 pu:4', memoryPerNode: '8GiB' });
    const body = { vms: [vm('0-1,4-5,8-9', 4)] };
    expectOnly(
      'CPU12',
      body,
      { says: /6 vCPUs.*to 3\.$/, at: '4', fixes: ['Show the guest 3 threads a core'] },
      { machine },
    );
  });

  it('finds nothing in whole cores', () => {
    expect(rulesIn({ vms: [vm('0-3', 2)] }, { machine: threaded })).toEqual([]);
    expect(rulesIn({ vms: [vm('0,2,4', 1)] }, { machine: threaded })).toEqual([]);
  });
});
