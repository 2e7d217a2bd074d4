import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partnersOf } from '../../../../src/core/predict/profiles/partners';
import type { Pattern } from '../../../../src/core/predict/profiles/profile';

const powers = fc.integer({ min: 0, max: 6 }).map((power) => 2 ** power);

/** All pairs of sender and receiver. */
function pairs(pattern: Pattern, ranks: number): string[] {
  const every = Array.from({ length: ranks }, (_, rank) => rank);
  return every.flatMap((rank) => partnersOf(pattern, rank, ranks).map((to) => `${rank}>${to}`));
}

function reversed(found: readonly string[]): string[] {
  return found.map((pair) => pair.split('>').reverse().join('>')).sort();
}

describe('partners', () => {
  it('are ranks, and never oneself', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.integer({ min: -90, max: 90 })),
        (ranks, offsets) => {
          for (let rank = 0; rank < ranks; rank += 1) {
            for (const partner of partnersOf({ kind: 'offsets', offsets }, rank, ranks)) {
              expect(partner).toBeGreaterThanOrEqual(0);
              expect(partner).toBeLessThan(ranks);
              expect(partner).not.toBe(rank);
            }
          }
        },
      ),
      { seed: 1 },
    );
  });

  it('double within groups: who sends to one gets from it, in as many rounds as the group has bits', () => {
    fc.assert(
      fc.property(powers, powers, (group, groups) => {
        const ranks = group * groups;
        const pattern = { kind: 'butterfly', group } as const;
        expect(pairs(pattern, ranks).sort()).toEqual(reversed(pairs(pattern, ranks)));
        expect(partnersOf(pattern, ranks - 1, ranks)).toHaveLength(Math.log2(group));
        const start = ranks - group;
        expect(partnersOf(pattern, ranks - 1, ranks).every((partner) => partner >= start)).toBe(true);
      }),
      { seed: 2 },
    );
  });

  it('mirrors the places of CG: twice is where one was', () => {
    fc.assert(
      fc.property(powers, fc.boolean(), (rows, isWide) => {
        const pattern = { kind: 'transpose', rows, columns: isWide ? 2 * rows : rows } as const;
        const ranks = pattern.rows * pattern.columns;
        expect(pairs(pattern, ranks).sort()).toEqual(reversed(pairs(pattern, ranks)));
      }),
      { seed: 3 },
    );
    const square = { kind: 'transpose', rows: 4, columns: 4 } as const;
    expect(partnersOf(square, 1, 16)).toEqual([4]);
    expect(partnersOf(square, 5, 16)).toEqual([]);
    // Rows 0 1 2 3 and 4 5 6 7: the pair 2 3 goes to the pair 4 5.
    expect(partnersOf({ kind: 'transpose', rows: 2, columns: 4 }, 3, 8)).toEqual([5]);
  });

  it('steps over a grid, the first coordinate fastest, around its ends or not', () => {
    const steps = [
      [1, 0],
      [0, 1],
    ];
    const grid = { kind: 'grid', extents: [4, 2], steps } as const;
    expect(partnersOf({ ...grid, isPeriodic: true }, 3, 8)).toEqual([0, 7]);
    expect(partnersOf({ ...grid, isPeriodic: false }, 3, 8)).toEqual([7]);
    expect(partnersOf({ ...grid, isPeriodic: false }, 7, 8)).toEqual([]);
  });

  it('are all others in an exchange of all with all', () => {
    expect(partnersOf({ kind: 'allToAll' }, 1, 4)).toEqual([0, 2, 3]);
  });
});
