import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCpuList } from '../../../src/core/text/cpuList';
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

/** PU numbers in depth-first order: by package, node, L3 and core, which `pu.core` and the groups tell. */
function depthFirst(text: string): number[] {
  const { pus } = machine(text);
  const rank = (id: number): number[] => {
    const pu = pus.find((other) => other.id === id);
    return [pu?.package ?? 0, pu?.core ?? 0, id];
  };
  return pus
    .map((pu) => pu.id)
    .sort((a, b) => {
      const [first, second] = [rank(a), rank(b)];
      const at = first.findIndex((value, i) => value !== second[i]);
      return (first[at] ?? 0) - (second[at] ?? 0);
    });
}

describe('indexes in the synthetic notation', () => {
  // Expected numbers are what hwloc 2.9's lstopo prints for the same strings.
  it.each([
    ['core', [0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15]],
    ['package:core', [0, 8, 2, 10, 4, 12, 6, 14, 1, 9, 3, 11, 5, 13, 7, 15]],
    ['core:package', [0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15]],
    ['l3:core', [0, 8, 4, 12, 1, 9, 5, 13, 2, 10, 6, 14, 3, 11, 7, 15]],
    ['package', [0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15]],
    ['2*8', [0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15]],
    ['2*4:8*2:1*2', [0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15]],
    ['8*2:1*8', [0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15]],
    ['1*16', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]],
    ['core memory=3', [0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15]],
  ])('pu:2(indexes=%s) numbers PUs as hwloc does', (indexes, numbers) => {
    const text = `pack:2 [numa] l3:2 core:2 pu:2(indexes=${indexes})`;
    expect(depthFirst(text)).toEqual(numbers);
    expect(machine(text).pus.map((pu) => pu.id)).toEqual(parseCpuList('0-15'));
  });

  it('takes a list of numbers, for nodes too, and keeps every PU with its node', () => {
    const { nodes, pus } = machine('pack:2 [numa(indexes=8,0)] core:1 pu:2(indexes=10,11,2,3)');
    expect(nodes.map((node) => node.id)).toEqual([0, 8]);
    expect(pus.map((pu) => `${pu.id}:${pu.package}.${pu.core}@${pu.node}`)).toEqual([
      '2:1.0@0',
      '3:1.0@0',
      '10:0.0@8',
      '11:0.0@8',
    ]);
  });

  it('can turn nodes about between packages', () => {
    const { pus } = machine('pack:2 numa:2(indexes=package) core:1 pu:1');
    expect(pus.map((pu) => `${pu.package}@${pu.node}`)).toEqual(['0@0', '0@2', '1@1', '1@3']);
  });

  it.each([
    ['pack:2 core:2 pu:2(indexes=0,1,2,3,4,5,6,6)', 14, '6 stands in `indexes` twice'],
    ['pack:2 core:2 pu:1(indexes=0,1,2,2000000)', 14, 'larger than 1048575'],
    ['pack:2 core:2 pu:2(indexes=2*3)', 14, 'makes 3 numbers for 8 objects'],
    ['pack:2 core:2 pu:2(indexes=0*4)', 14, 'step or count of 0'],
    ['pack:2 core:2 pu:2(indexes=2*4:2*2)', 14, 'the same number twice'],
    ['pack:2 core:2 pu:2(indexes=die)', 14, '`die` in `indexes` is no level further out'],
    ['pack:2 core:2 pu:2(indexes=pu)', 14, '`pu` in `indexes` is no level further out'],
    ['pack:2 [numa] core:2 pu:2(indexes=numa)', 21, 'no level further out'],
    ['pack:2 core:2 pu:2(indexes=)', 14, 'no level further out'],
    ['pack:2 core:2 pu:2(indexes=core:co)', 14, '`co` stands in `indexes` twice'],
    ['pack:2(indexes=1,0) core:2 pu:2', 0, 'Only NUMA nodes and PUs'],
  ])('says what is wrong with %s', (text, offset, words) => {
    const read = parseSynthetic(text);
    const first = isSyntheticProblem(read) ? read.problems[0] : undefined;
    expect(first?.offset).toBe(offset);
    expect(first?.message).toContain(words);
  });

  it('numbers every PU once and leaves every core its threads, whatever the counts and levels', () => {
    const count = fc.integer({ min: 1, max: 4 });
    const order = fc.shuffledSubarray(['package', 'numa', 'l3', 'core'], { minLength: 1 });
    fc.assert(
      fc.property(
        count,
        count,
        count,
        count,
        count,
        order,
        (packages, nodes, caches, cores, threads, levels) => {
          const text = `pack:${packages} numa:${nodes} l3:${caches} core:${cores} pu:${threads}`;
          const plain = machine(text);
          // Only a last loop may be missing, so that over the cores is always there.
          const names = levels.includes('core') ? levels : [...levels, 'core'];
          const mixed = machine(`${text}(indexes=${names.join(':')})`);
          expect(mixed.pus.map((pu) => pu.id)).toEqual(plain.pus.map((pu) => pu.id));
          const places = ({ pus }: SyntheticMachine): string[] =>
            pus.map((pu) => `${pu.package}.${pu.core} ${pu.l3} ${pu.node}`).sort();
          expect(places(mixed)).toEqual(places(plain));
        },
      ),
      { numRuns: 200 },
    );
  });
});
