import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { search, type Searched, type SearchProblem } from '../../../../src/core/predict/advise/search';
import { finished } from '../../../../src/core/predict/steps';

interface Stand {
  readonly costs: readonly number[];
  readonly slack: readonly number[];
}

const cost = fc.double({ min: 0, max: 10, noNaN: true });
const stands = (parts: number) =>
  fc.array(
    fc.record({
      costs: fc.array(cost, { minLength: parts, maxLength: parts }),
      slack: fc.array(cost, { minLength: parts, maxLength: parts }),
    }),
    { minLength: 1, maxLength: 30 },
  );

function problem(
  candidates: readonly Stand[],
  more: Partial<SearchProblem<Stand>> = {},
): SearchProblem<Stand> {
  return {
    ...{ candidates, parts: 3, top: 2, budget: Infinity },
    boundsOf: ({ costs, slack }) => costs.map((one, at) => one - (slack[at] ?? 0)),
    costOf: ({ costs }, part) => costs[part] ?? NaN,
    ...more,
  };
}

function searched(asked: SearchProblem<Stand>): Searched<Stand> {
  return finished(search(asked));
}

function mean({ costs }: Stand): number {
  let sum = 0;
  for (const one of costs) sum += one;
  return sum / costs.length;
}

function sorted(candidates: readonly Stand[]): readonly number[] {
  return candidates.map(mean).sort((a, b) => a - b);
}

describe('a search by bounds', () => {
  it('finds what going through all of them finds', () => {
    fc.assert(
      fc.property(stands(3), fc.integer({ min: 1, max: 4 }), (candidates, top) => {
        const { found, isExact, bound } = searched(problem(candidates, { top }));
        expect(isExact).toBe(true);
        expect(found.map((one) => one.mean)).toEqual(sorted(candidates).slice(0, top));
        expect(bound).toBe(found[0]?.mean);
      }),
    );
  });

  it('never says more than it knows when its budget ends', () => {
    fc.assert(
      fc.property(stands(3), fc.integer({ min: 1, max: 10 }), (candidates, budget) => {
        const { found, evaluated, bound, isExact } = searched(problem(candidates, { budget }));
        const [least = NaN] = sorted(candidates);
        expect(evaluated).toBeLessThanOrEqual(budget);
        expect(bound).toBeLessThanOrEqual(least);
        if (isExact) expect(found[0]?.mean).toBe(least);
      }),
    );
  });

  it('asks for no more than it must', () => {
    const exact = { costs: [1, 1, 1], slack: [0, 0, 0] };
    const worse = Array.from({ length: 20 }, (_, at) => ({ costs: [2 + at, 2, 2], slack: [0, 0, 0] }));
    const asked: number[] = [];
    const { evaluated } = searched(
      problem([...worse, exact], {
        top: 1,
        costOf: ({ costs }, part) => {
          asked.push(part);
          return costs[part] ?? NaN;
        },
      }),
    );
    expect(evaluated).toBe(1);
    expect(asked).toHaveLength(3);
  });
});
