import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asDraws, DRAWS_NOTE, type Drawn } from '../../../src/core/analysis/asDraws';
import { ratioInterval, tPoint } from '../../../src/core/analysis/interval';
import { squaresAround, sumOf } from '../../../src/core/analysis/statistics';
import type { CellResult, Comparison } from '../../../src/core/analysis/results';

/** What results say of these log ratios, one a block. */
function foundOf(logs: readonly number[]): Drawn {
  const interval = ratioInterval(logs);
  const ends = interval === null ? null : ([interval.low, interval.high] as const);
  const times = logs.map((log, block) => ({ block, seconds: 10 * Math.exp(log) }));
  const cell = { times, medianInterval: null, slowdownInterval: ends && [ends[0] - 1, ends[1] - 1] };
  const comparison = { blocks: logs.length, ratio: interval?.ratio ?? null, interval: ends, p: 0.001 };
  return {
    cells: [cell as unknown as CellResult],
    means: [],
    comparisons: [comparison as unknown as Comparison],
    order: [{ kind: 'drift', values: 9, correlation: 1, p: 0, found: true, change: 1 }],
    sequential: null,
  };
}

const logs = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 30 });

describe('blocks of a prediction', () => {
  it('are draws: the interval is that of one draw more, for ratios, slowdowns and times alike', () => {
    fc.assert(
      fc.property(logs, (values) => {
        const n = values.length;
        const mean = sumOf(values) / n;
        const half = tPoint(n - 1) * Math.sqrt((squaresAround(mean, values) / (n - 1)) * (1 + 1 / n));
        const { cells, comparisons } = asDraws(foundOf(values), 0.05, n);
        const ratio = comparisons[0]?.interval ?? [NaN, NaN];
        for (const [at, sign] of [
          [0, -1],
          [1, 1],
        ] as const) {
          const expected = mean + sign * half;
          expect(Math.log(ratio[at])).toBeCloseTo(expected, 6);
          expect(Math.log1p(cells[0]?.slowdownInterval?.[at] ?? NaN)).toBeCloseTo(expected, 6);
          expect(Math.log((cells[0]?.medianInterval?.[at] ?? NaN) / 10)).toBeCloseTo(expected, 6);
        }
      }),
    );
  });

  it('do not make it narrower by being more', () => {
    const few = [0.1, 0.3, 0.1, 0.3];
    const many = Array.from({ length: 10 }, () => few).flat();
    const width = (values: readonly number[]): number => {
      const [low, high] = asDraws(foundOf(values), 0.05, values.length).comparisons[0]?.interval ?? [
        NaN,
        NaN,
      ];
      return Math.log(high / low);
    };
    expect(width(many)).toBeGreaterThan(0.4);
    const mean = ratioInterval(many);
    expect(Math.log((mean?.high ?? NaN) / (mean?.low ?? NaN))).toBeLessThan(width(many) / 5);
  });

  it('are not tested: the interval says whether one is faster, alike, or neither', () => {
    const verdictOf = (values: readonly number[]): Comparison | undefined =>
      asDraws(foundOf(values), 0.05, values.length).comparisons[0];
    expect(verdictOf([0.5, 0.51, 0.49])).toMatchObject({
      p: null,
      adjusted: null,
      verdict: { kind: 'worse' },
    });
    expect(verdictOf([-0.5, -0.51, -0.49])?.verdict).toEqual({ kind: 'better' });
    expect(verdictOf([0.001, 0.002, 0.001])?.verdict).toEqual({ kind: 'equivalent' });
    expect(verdictOf([0.1, 0.3, -0.1])?.verdict).toEqual({ kind: 'undecided', more: 'none' });
  });

  it('have no order in which anything happened, and the note says what they are', () => {
    expect(asDraws(foundOf([0.1, 0.2]), 0.05, 2)).toMatchObject({ order: [], sequential: DRAWS_NOTE });
  });
});
