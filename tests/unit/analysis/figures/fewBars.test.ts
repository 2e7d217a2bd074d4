import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_BARS, MOST_SERIES, withFewBars } from '../../../../src/core/analysis/figures/fewBars';
import type { BarChart, Chart } from '../../../../src/core/analysis/figures/figure';
import { bars, made, mark, points } from './madeFigures';

/** Groups of so many bars; null for places without one, which are between them. */
function grouped(groups: number, series: number, isThere: (at: number) => boolean = () => true): BarChart {
  return {
    ...{ type: 'bars', unit: '%', lines: [] },
    labels: Array.from({ length: groups }, (_, at) => `group ${at}`),
    series: Array.from({ length: series }, (_, own) => ({
      ...{ name: `series ${own}`, colour: own, pattern: own },
      marks: Array.from({ length: groups }, (_, at) =>
        isThere(at * series + own) ? mark(at * series + own) : null,
      ),
    })),
  };
}

function drawn(chart: Chart): {
  readonly chart: BarChart;
  readonly values: number[];
  readonly legend: string;
} {
  const figure = withFewBars(made(chart, { legend: 'bars' }));
  if (figure.chart.type !== 'bars') throw new Error('bars');
  const { labels, series } = figure.chart;
  const values = labels.flatMap((_, at) => series.flatMap(({ marks }) => marks[at]?.value ?? []));
  return { chart: figure.chart, values, legend: figure.legend };
}

describe('a chart of more bars than can be looked at', () => {
  it('stays as it is while they are few, and so do charts of points', () => {
    for (const figure of [bars, points, grouped(8, 50)].map((chart) => made(chart)))
      expect(withFewBars(figure)).toBe(figure);
  });

  it('has the first groups, whole, and says how many of how many bars these are', () => {
    const { chart, values, legend } = drawn(grouped(10, 60));
    expect(chart.labels).toEqual(['group 0', 'group 1', 'group 2', 'group 3', 'group 4', 'group 5']);
    expect(values).toEqual(Array.from({ length: 360 }, (_, at) => at));
    expect(legend).toMatch(/^bars; the first 360 of 600 bars are drawn, the table has all: show fewer /);
  });

  it('has the first series, where there are more than can be told apart, as they looked', () => {
    const { chart, values } = drawn(grouped(10, 240));
    expect(chart.series.map(({ colour }) => colour)).toEqual(
      Array.from({ length: MOST_SERIES }, (_, at) => at),
    );
    expect(chart.labels).toHaveLength(5);
    expect(values).toHaveLength(360);
  });

  it('never draws more than so many, nor stops before a group that fits', () => {
    const shape = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 200 }), fc.integer());
    fc.assert(
      fc.property(shape, ([groups, series, seed]) => {
        const whole = grouped(groups, series, (at) => ((at * 7 + seed) & 3) !== 0);
        const told = whole.series.slice(0, MOST_SERIES);
        const all = whole.labels.map((_, at) => told.flatMap(({ marks }) => marks[at]?.value ?? []));
        const { chart, values } = drawn(whole);
        expect(values.length).toBeLessThanOrEqual(MOST_BARS);
        expect(values).toEqual(all.slice(0, chart.labels.length).flat());
        const next = all[chart.labels.length];
        if (next !== undefined) expect(values.length + next.length).toBeGreaterThan(MOST_BARS);
      }),
      { seed: 11, numRuns: 60 },
    );
  });
});
