import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quartilesOf } from '../../../../src/core/analysis/figures/quartiles';
import { MOST_POINTS, thinned } from '../../../../src/core/analysis/figures/thin';
import type { CellResult } from '../../../../src/core/analysis/results';
import { drawn, made, pointsOf } from './made';

describe('points', () => {
  it('are as few as asked, in their order, and keep the smallest and the largest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { maxLength: 300 }),
        fc.integer({ min: 2, max: 80 }),
        (values, most) => {
          const points = values.map((value, at) => ({ value, at }));
          const kept = thinned(points, most, ({ value }) => value);
          expect(kept.length).toBeLessThanOrEqual(Math.max(most, 2));
          expect(kept).toEqual(points.filter((point) => kept.includes(point)));
          if (values.length === 0) return;
          const left = kept.map(({ value }) => value);
          expect([Math.min(...left), Math.max(...left)]).toEqual([Math.min(...values), Math.max(...values)]);
        },
      ),
      { numRuns: 300, seed: 5 },
    );
  });

  it('are all there where they are few', () => {
    const points = [3, 1, 2];
    expect(thinned(points, 3, (value) => value)).toBe(points);
  });
});

describe('a chart of many sessions', () => {
  /** The sessions of the first cell many times over, the highest of all in the middle. */
  const results = made(({ block }) => 10 + block, { replicates: 3, phases: ['cold'], native: false });
  const many = (cell: CellResult, place: number): CellResult => ({
    ...cell,
    times: Array.from({ length: 5000 }, (_, at) => ({
      ...{ session: `s${at}`, block: at, runs: 1, began: 3 * at + place * 100, outlier: at === 2501 },
      seconds: at === 2501 ? 99 : 10 + (at % 7),
    })),
  });
  const long = { ...results, cells: results.cells.map(many) };

  it.each(['order', 'distribution'])(
    'of the kind %s draws as many as make sense, and says by which rule',
    (kind) => {
      const figure = drawn(kind, long);
      const points = pointsOf(figure).series.flatMap((one) => one.points);
      expect(points.length).toBeLessThanOrEqual(MOST_POINTS);
      expect(points.length).toBeGreaterThan(MOST_POINTS / 2);
      expect(points.filter(({ text }) => text.endsWith('outlier'))).toHaveLength(3);
      expect(figure.legend).toContain(
        `${points.length} of 15000 points are drawn: of each stretch of neighbours the smallest and the largest`,
      );
    },
  );
});

describe('the order of the sessions', () => {
  it('of some cells is that of all without the others, counted anew', () => {
    const results = made(({ block }) => 10 + block, { replicates: 4, native: false });
    const layout = results.cells[0]?.layout ?? '';
    const apart = (cell: CellResult, place: number): CellResult => ({
      ...cell,
      times: cell.times.map((time, at) => ({ ...time, began: ((at + place) * 37) % 11 })),
    });
    const mixed = { ...results, cells: results.cells.map(apart) };
    const rowsOf = (shown: Readonly<Record<string, readonly string[]>>): readonly (readonly string[])[] =>
      drawn('order', mixed, { shown }).table.rows.map(({ cells }) => cells.slice(1));
    const [all, some] = [rowsOf({}), rowsOf({ layout: [layout] })];
    expect(some.length).toBeLessThan(all.length);
    expect(some).toEqual(all.filter(([, , name]) => name === layout));
    expect(
      drawn('order', mixed, { shown: { layout: [layout] } }).table.rows.map(({ cells }) => cells[0]),
    ).toEqual(some.map((_, at) => String(at + 1)));
  });
});

describe('quartiles', () => {
  // R 4: quantile(c(1, 2, 4, 7, 20)) is 1 2 4 7 20; boxplot.stats() ends at 7, since 20 > 7 + 1.5 * 5.
  it('and whiskers are those of R', () => {
    expect(quartilesOf([20, 1, 7, 2, 4])).toEqual({ quartiles: [2, 4, 7], low: 1, high: 7 });
    expect(quartilesOf([1, 2, 3, 4])).toEqual({ quartiles: [1.75, 2.5, 3.25], low: 1, high: 4 });
    expect(quartilesOf([5])).toEqual({ quartiles: [5, 5, 5], low: 5, high: 5 });
    expect(quartilesOf([])).toBeNull();
  });
});
