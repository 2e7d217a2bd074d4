import { describe, expect, it } from 'vitest';
import {
  isSyntheticProblem,
  parseSynthetic,
  type SyntheticMachine,
} from '../../../src/core/topology/synthetic';

function machine(text: string): SyntheticMachine {
  const read = parseSynthetic(text);
  if (isSyntheticProblem(read)) throw new Error(read.problems.map((problem) => problem.message).join(' '));
  return read;
}

/** `package.core l3 node` of each PU. */
const places = (text: string): string[] =>
  machine(text).pus.map((pu) => `${pu.package}.${pu.core} ${pu.l3 ?? '-'} ${pu.node}`);

describe('parseSynthetic', () => {
  it('numbers PUs depth first, cores in their package, nodes and L3 groups over the machine', () => {
    expect(places('pack:2 [numa] l3:2 core:2 pu:1')).toEqual([
      '0.0 0 0',
      '0.1 0 0',
      '0.2 1 0',
      '0.3 1 0',
      '1.0 2 1',
      '1.1 2 1',
      '1.2 3 1',
      '1.3 3 1',
    ]);
  });

  it('keeps the threads of a core together', () => {
    expect(places('pack:1 core:2 pu:2')).toEqual(['0.0 - 0', '0.0 - 0', '0.1 - 0', '0.1 - 0']);
  });

  it.each([
    ['pack:4 core:4 pu:1', 1, 16],
    ['[numa] pack:4 l2:2 core:2 pu:1', 1, 16],
    ['numa:2 pack:1 core:4 pu:1', 2, 8],
    ['pack:2 numa:2 core:2 pu:2', 4, 16],
    ['Socket:2 NUMANode:1 L3Cache:1 L2:4 L1d:1 L1i:1 Core:1 PU:2', 2, 16],
    ['machine:1 package:2 [node] co:3 pu:1', 2, 6],
    ['pack:2 l3:2 [numa] core:2 pu:1', 4, 8],
  ])('reads %s', (text, nodes, pus) => {
    expect([machine(text).nodes.length, machine(text).pus.length]).toEqual([nodes, pus]);
  });

  it('takes memory where it is given and leaves it unknown where it is not', () => {
    expect(machine('pack:2 [numa(memory=4GiB)] core:1 pu:1').nodes.map((node) => node.memoryBytes)).toEqual([
      2 ** 32,
      2 ** 32,
    ]);
    expect(machine('numa:1(memory=1024) core:1 pu:1').nodes[0]?.memoryBytes).toBe(1024);
    expect(machine('pack:1(size=3) core:1 pu:1').nodes[0]?.memoryBytes).toBeNull();
  });

  it.each([
    ['', 0, 'empty'],
    ['pack:4 core:4', 7, 'must be `pu`'],
    ['pack:4 bore:4 pu:1', 7, '`bore` is no type'],
    ['2 4 1', 0, 'no type'],
    ['pack core:4 pu:1', 0, 'no count'],
    ['pack:0 pu:1', 0, 'count of 0'],
    ['core:2 pack:2 pu:1', 7, 'cannot lie within'],
    ['pack:2 pack:2 pu:1', 7, 'second time'],
    ['pack:2 [numa] core:2 [numa] pu:1', 21, 'second time'],
    ['pack:2 [core] pu:1', 7, 'Only NUMA nodes'],
    ['pack:2 [numa core:2 pu:1', 7, 'is no level'],
    ['pack:2 pu:4 [numa]', 12, 'before `pu`'],
    ['pack:1000 core:1000 pu:2', 0, 'the limit'],
    ['pack:2 [numa(memory=4GB)] pu:1', 7, 'not understood as memory'],
    ['pack:2 core:2 pu:2(indexes=0,2)', 14, '2 numbers for 8 objects'],
  ])('says where and why it cannot read %j', (text, offset, words) => {
    const read = parseSynthetic(text);
    const first = isSyntheticProblem(read) ? read.problems[0] : undefined;
    expect(first?.offset).toBe(offset);
    expect(first?.message).toContain(words);
  });
});
