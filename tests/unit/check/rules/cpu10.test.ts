import { describe, expect, it } from 'vitest';
import { cached, expectOnly, pusIn, rulesIn } from '../cutTrial';
import { machineOf, type LayoutBody } from '../documents';

const machine = cached;
const all = { accept: { CPU09: 'every core computes' } };
const vm = (name: string, pus: string, more: object = {}) => ({ name, pus, memory: '1GiB', ...more });

describe('CPU10', () => {
  it('finds VMs that have halves of two caches and deals these out', () => {
    const [after] = expectOnly(
      'CPU10',
      { vms: [vm('a', '0-1,4-5'), vm('b', '2-3,6-7')] },
      {
        says: /^VMs "a" and "b" divide 2 L3 caches between them \(PUs 0-3 and 4-7\)\. Let each VM begin and end with a cache/,
        at: '"2-3,6-7"',
        fixes: ['Deal whole L3 caches out to "a" and "b"'],
      },
      { machine },
    );
    expect(pusIn(after)).toEqual(['0-3', '4-7']);
  });

  it('finds two VMs in one cache while one beside it is free, and moves the second', () => {
    const [after] = expectOnly(
      'CPU10',
      { vms: [vm('a', '8-9'), vm('b', '11,10')] },
      { says: /divide 1 L3 cache .*its PUs are 8-11/, at: '"11,10"', fixes: ['Give "b" PUs 14-15 instead'] },
      { machine },
    );
    expect(pusIn(after)).toEqual(['8-9', '15,14']);
  });

  it('finds a VM that takes part of the next cache, which no dealing mends', () => {
    expectOnly(
      'CPU10',
      { vms: [vm('a', '0-5'), vm('b', '6-7')] },
      { says: /its PUs are 4-7/, at: '"6-7"', fixes: [] },
      { machine },
    );
  });

  const free: readonly (readonly [string, LayoutBody])[] = [
    ['whole caches', { partition: { per: 'l3' }, ...all }],
    ['VMs that are smaller than a cache, where none is free', { partition: { per: 'l3', count: 2 }, ...all }],
    ['a free cache in another node only', { vms: [vm('a', '0-1'), vm('b', '2-3'), vm('c', '4-7')] }],
    ['a free cache that is too small', { vms: [vm('a', '0'), vm('b', '1-3'), vm('c', '4-6')] }],
    ['rest of a cache that nobody has', { vms: [vm('a', '0-5')] }],
    [
      'hosts of their own',
      { hosts: ['x', 'y'], vms: [vm('a', '0-1', { host: 'x' }), vm('b', '2-3', { host: 'y' })] },
    ],
  ];
  it.each(free)('finds nothing with %s', (_what, body) => {
    expect(rulesIn(body, { machine })).toEqual([]);
  });

  it('leaves caches that are larger than a node to the rules about nodes', () => {
    const wide = machineOf({ synthetic: 'pack:1 l3:1 numa:4 core:2 pu:1', memoryPerNode: '8GiB' });
    expect(rulesIn({ partition: { per: 'node' } }, { machine: wide })).toEqual([]);
    const cells = { cells: 'perNode' };
    expect(rulesIn({ vms: [vm('a', '0-2', cells), vm('b', '3-5', cells)] }, { machine: wide })).toEqual([]);
  });

  it('leaves divided cores and shared PUs to the rules about those', () => {
    const smt = machineOf({ synthetic: 'pack:1 [numa] l3:2 core:2 pu:2', memoryPerNode: '8GiB' });
    expect(rulesIn({ vms: [vm('a', '0,2,4,6'), vm('b', '1,3,5,7')] }, { machine: smt })).toEqual(['CPU05']);
    expect(rulesIn({ vms: [vm('a', '0-2,4'), vm('b', '2-3,5')] }, { machine })).toContain('CPU02');
    expect(rulesIn({ vms: [vm('a', '0-2'), vm('b', '2-3')] }, { machine })).toEqual(['CPU02']);
    const full = [vm('a', '0-1'), vm('b', '2,99'), vm('c', '4-7')];
    expect(rulesIn({ vms: full }, { machine })).toEqual(['CPU01']);
  });
});
