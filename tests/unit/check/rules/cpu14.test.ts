import { describe, expect, it } from 'vitest';
import { expectOnly, pusIn, rulesIn } from '../cutTrial';
import { machineOf, threaded, type LayoutBody } from '../documents';

const machine = threaded;
const vm = (name: string, pus: string, more: object = {}) => ({ name, pus, memory: '1GiB', ...more });

describe('CPU14', () => {
  it('finds whole cores beside halves and completes them, or leaves them out', () => {
    const after = expectOnly(
      'CPU14',
      { vms: [vm('a', '0-3,4,6')] },
      {
        says: /^VM "a" has 2 threads of some cores \(PUs 0-3\) and fewer of others \(PUs 4,6\)\. Give it as many of each core\.$/,
        at: '"0-3,4,6"',
        fixes: ['Give "a" PUs 5,7 as well', 'Shrink "a" to PUs 0-3'],
      },
      { machine },
    );
    expect(after.map(pusIn)).toEqual([['0-7'], ['0-3']]);
  });

  it('leaves cells that are spelled out alone', () => {
    const cells = [{ vcpus: '0-2', memory: '1GiB', node: 0 }];
    expectOnly(
      'CPU14',
      { vms: [vm('a', '0-2', { cells })] },
      { says: /PUs 0-1.*PU 2/, at: '"0-2"', fixes: [] },
      { machine },
    );
  });

  it.each<[string, LayoutBody]>([
    ['whole cores', { vms: [vm('a', '0-5')] }],
    ['one thread of each core', { vms: [vm('a', '0,2,4')] }],
    ['VMs that differ', { vms: [vm('a', '0,2'), vm('b', '4-7')] }],
  ])('finds nothing in %s', (_what, body) => {
    expect(rulesIn(body, { machine })).toEqual([]);
  });

  it('leaves to others what follows from their finding', () => {
    expect(rulesIn({ vms: [vm('a', '0-2'), vm('b', '3')] }, { machine })).toEqual(['CPU05']);
    expect(rulesIn({ vms: [vm('a', '0-3'), vm('b', '3-6')] }, { machine })).toEqual(['CPU02']);
    expect(rulesIn({ vms: [vm('a', '0-2', { threadsPerCore: 2 })] }, { machine })).toEqual(['CPU12']);
    const host = machineOf({
      synthetic: 'pack:2 [numa] core:4 pu:2',
      memoryPerNode: '8GiB',
      reserved: { pus: '0' },
    });
    expect(rulesIn({ vms: [vm('a', '1-3')] }, { machine: host })).toEqual(['CPU13']);
  });
});
