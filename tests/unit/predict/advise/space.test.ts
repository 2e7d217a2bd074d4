import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blocksOfKey,
  canonicalKey,
  shapesOf,
  vmCount,
  vmsOfCut,
  type Block,
  type Cut,
} from '../../../../src/core/predict/advise/cut';
import { cutLayout } from '../../../../src/core/predict/advise/cutLayout';
import { groundsOf, pusOf, type AdviceGround } from '../../../../src/core/predict/advise/ground';
import { cutSpace, type CutConstraints } from '../../../../src/core/predict/advise/space';
import { symmetryOf } from '../../../../src/core/predict/advise/symmetry';
import { predictCell } from '../../../../src/core/predict/cell';
import { isRefused } from '../../../../src/core/recipes/recipe';
import type { Machine } from '../../../../src/core/topology/machine';
import { builtIn } from '../machines/builtIn';
import { ANY, madeUp, program } from './questions';

function ground(machine: Machine, kind: AdviceGround['kind'] = 'allPus'): AdviceGround {
  const grounds = groundsOf(machine);
  if (isRefused(grounds)) throw new Error(grounds.problem);
  const found = grounds.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found;
}

function cuts(machine: Machine, constraints: Partial<CutConstraints> = {}): readonly Cut[] {
  const own = ground(machine);
  return cutSpace(own, symmetryOf(own), { ...ANY, transports: ['shared'], ...constraints }).cuts;
}

const paper = builtIn('barcelona-4x4');
const eight = madeUp('pack:8 [numa] core:8 pu:1');

describe('the symmetry of a machine', () => {
  it('is that of the links as well as that of the distances', () => {
    // Four sockets in a ring: opposite ones are twins, and the pairs of them may change places.
    expect(symmetryOf(ground(paper))).toEqual({
      classes: [
        [0, 2],
        [1, 3],
      ],
      permutations: [
        [0, 1],
        [1, 0],
      ],
    });
    expect(symmetryOf(ground(eight)).classes).toHaveLength(1);
  });

  it('has packages change places as a whole', () => {
    const { classes, permutations } = symmetryOf(ground(madeUp('pack:2 group:2 [numa] core:2 pu:1')));
    expect(classes).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(permutations).toHaveLength(2);
  });

  it('sees memory, cards and distances that differ', () => {
    const distances = [
      [10, 20, 30],
      [20, 10, 20],
      [30, 20, 10],
    ];
    const line = symmetryOf(ground(madeUp('pack:3 [numa] core:2 pu:1', { distances })));
    expect(line.classes).toEqual([[0, 2], [1]]);
    const card = madeUp('pack:2 [numa] core:2 pu:1', { nics: [{ name: 'eth0', node: 0 }] });
    expect(symmetryOf(ground(card)).classes).toEqual([[0], [1]]);
  });
});

describe('the space of cuts', () => {
  it('is counted, and every PU is in one VM of each cut', () => {
    expect(cuts(paper)).toHaveLength(12);
    expect(cuts(eight)).toHaveLength(16);
    expect(cuts(eight, { sizes: 'any' })).toHaveLength(2580);
    for (const cut of cuts(paper, { sizes: 'any' })) {
      const pus = vmsOfCut(cut, ground(paper)).flat();
      expect([...pus].sort((a, b) => a - b)).toEqual(pusOf(ground(paper)));
    }
  });

  it('keeps constraints', () => {
    expect(cuts(paper, { vms: [4, 4] }).map(vmCount)).toEqual([4, 4, 4, 4]);
    for (const { blocks } of cuts(paper, { isIsolated: true, sizes: 'any' }))
      expect(blocks.every(({ vms }) => vms === 1)).toBe(true);
    expect(cuts(paper, { vms: [17, 99] })).toEqual([]);
    const transports = cuts(paper, { transports: ['network'] }).map((cut) => cut.transport);
    // One VM has no need of either.
    expect(new Set(transports)).toEqual(new Set(['network', 'shared']));
  });

  it('has no two cuts that a symmetry makes equal, and each cut that there is', () => {
    const own = ground(paper);
    const symmetry = symmetryOf(own);
    const keys = cuts(paper, { sizes: 'any' }).map(({ blocks }) =>
      canonicalKey(shapesOf(blocks, symmetry), symmetry),
    );
    expect(new Set(keys).size).toBe(keys.length);
    // Every labelled division of the four nodes, with every number of VMs, is one of them.
    fc.assert(
      fc.property(labelled, (blocks) => {
        expect(keys).toContain(canonicalKey(shapesOf(blocks, symmetry), symmetry));
      }),
    );
  });
});

const labelled = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 }),
    fc.array(fc.constantFrom(1, 2, 4), { minLength: 4, maxLength: 4 }),
  )
  .map(([homes, vms]) =>
    [0, 1, 2, 3].flatMap((home): Block[] => {
      const nodes = [0, 1, 2, 3].filter((node) => homes[node] === home);
      return nodes.length === 0 ? [] : [{ nodes, vms: vms[home] ?? 1 }];
    }),
  );

/** Symmetries of four sockets in a ring: turns and reflections. */
const turned = fc.tuple(fc.integer({ min: 0, max: 3 }), fc.boolean()).map(
  ([turn, isMirrored]) =>
    (node: number): number =>
      ((isMirrored ? 4 - node : node) + turn) % 4,
);

describe('two cuts that a symmetry turns into each other', () => {
  const own = ground(paper);
  const symmetry = symmetryOf(own);

  it('have one canonical form, which stands for itself', () => {
    fc.assert(
      fc.property(labelled, turned, (blocks, turn) => {
        const moved = blocks.map(({ nodes, vms }) => ({ nodes: nodes.map(turn).sort((a, b) => a - b), vms }));
        const key = canonicalKey(shapesOf(blocks, symmetry), symmetry);
        expect(canonicalKey(shapesOf(moved, symmetry), symmetry)).toBe(key);
        expect(canonicalKey(shapesOf(blocksOfKey(key, symmetry), symmetry), symmetry)).toBe(key);
      }),
    );
  });

  it('take the same time', () => {
    const { workload } = program('cg.A');
    const seconds = (blocks: readonly Block[]): number => {
      const layout = cutLayout({ blocks, memory: 'firstTouch', transport: 'shared' }, own);
      const cell = predictCell({
        ...{ layout, isNative: false, workload: { ...workload, transport: 'shared' }, phase: 'cold' },
        ...{ techniques: [], paging: 'nested', seed: 1, drawn: [] },
      });
      return cell?.seconds ?? NaN;
    };
    fc.assert(
      fc.property(labelled, turned, (blocks, turn) => {
        // VMs and nodes keep their order, so that each rank goes where the symmetry says.
        const moved = blocks.map(({ nodes, vms }) => ({ nodes: nodes.map(turn), vms }));
        const [one, other] = [seconds(blocks), seconds(moved)];
        const isInside = blocks.every(({ nodes }) => nodes.length === 1);
        // Pages of a VM over nodes depend on a seed, a hundredth or two of them.
        expect(Math.abs(other / one - 1)).toBeLessThan(isInside ? 1e-9 : 0.02);
      }),
      { numRuns: 15, seed: 3 },
    );
  });
});
