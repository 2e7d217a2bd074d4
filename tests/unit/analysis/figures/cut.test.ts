import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reachOf, shownBar, withCut } from '../../../../src/core/analysis/figures/cut';
import type { BarChart, Figure, PointChart } from '../../../../src/core/analysis/figures/figure';
import { figureSvg } from '../../../../src/core/analysis/figures/svg';

type Bar = readonly [value: number, low: number, high: number];

function bars(...all: readonly Bar[]): Figure & { readonly chart: BarChart } {
  const marks = all.map(([value, low, high], at) => ({
    ...{ value, interval: [low, high] as const, text: `bar ${at}`, link: null },
  }));
  return {
    ...{ kind: 'made', title: 'Made', note: '', legend: 'bars: values' },
    chart: {
      ...{ type: 'bars', unit: '%', labels: marks.map(({ text }) => text) },
      ...{ series: [{ name: 'all', colour: 0, marks }], lines: [] },
    },
    table: { head: [], rows: [] },
  };
}

function chartOf(figure: Figure): BarChart {
  const { chart } = withCut(figure);
  if (chart.type !== 'bars') throw new Error('bars');
  return chart;
}

describe('error bars', () => {
  it('are drawn whole where they are as long as one another, however close the values are', () => {
    for (const figure of [bars([0.1, -2, 2], [0.2, -2, 2.5]), bars([90, 80, 101], [3, -2, 9])])
      expect(withCut(figure)).toBe(figure);
  });

  it('are cut where one of them would squash the rest, and the legend says so', () => {
    const figure = withCut(bars([10, 8, 12], [12, 9, 15], [11, -90, 270_000]));
    expect(chartOf(figure).cutAt?.[1]).toBeLessThan(100);
    expect(figure.legend).toBe('bars: values; arrows: the error bar goes on, to what the table says');
  });

  it('are cut where all of them are absurd', () => {
    expect(chartOf(bars([10, -99, 270_000], [12, -99, 300_000])).cutAt?.[1]).toBeLessThan(100);
  });

  it('go on at the ends that are cut alone', () => {
    const chart = chartOf(bars([10, 8, 12], [12, 9, 15], [11, 5, 270_000]));
    const all = chart.series.flatMap(({ marks }) => marks.flatMap((mark) => mark ?? []));
    expect(all.map((mark) => shownBar(mark, chart)?.goesOn)).toEqual([
      { below: false, above: false },
      { below: false, above: false },
      { below: false, above: true },
    ]);
  });

  it('are cut in charts of points, beside all that boxes and lines need', () => {
    const { chart, ...rest } = bars([10, 9, 11], [11, 0, 5_000]);
    const points: PointChart = {
      ...{ type: 'points', x: { title: 'x', unit: '' }, y: { title: 'seconds', unit: 's' } },
      series: chart.series.map(({ marks, ...one }) => ({
        ...{ ...one, joined: false },
        points: marks.flatMap((mark, x) => (mark === null ? [] : [{ ...mark, x }])),
      })),
      ...{ bands: [], boxes: [], lines: [{ value: 40, label: 'a line', source: 'paper' }] },
    };
    const cut = withCut({ ...rest, chart: points }).chart;
    if (cut.type !== 'points') throw new Error('points');
    expect(cut.cutAt?.[1]).toBeGreaterThan(40);
    expect(cut.cutAt?.[1]).toBeLessThan(400);
  });

  it('are drawn with the head of an arrow where they go on, and within the drawing', () => {
    const svg = figureSvg(withCut(bars([10, 8, 12], [12, 9, 15], [11, -90, 270_000])));
    const whole = figureSvg(bars([10, 8, 12], [12, 9, 15], [11, -90, 270_000]));
    expect(svg).toContain('arrows: the error bar goes on');
    expect(svg).not.toBe(whole);
    const heights = [...svg.matchAll(/M[\d.]+ ([\d.]+)V([\d.]+)M/g)].flatMap(([, from, to]) => [
      Number(from),
      Number(to),
    ]);
    expect(heights.length).toBeGreaterThan(0);
    expect(Math.min(...heights)).toBeGreaterThan(0);
  });

  it('never hide a value, and never make a chart hold more than it did', () => {
    const value = fc.double({ min: -100, max: 1e6, noNaN: true });
    const length = fc.double({ min: 0, max: 1e9, noNaN: true });
    const bar = fc
      .tuple(value, length, length)
      .map(([at, below, above]): Bar => [at, at - below, at + above]);
    fc.assert(
      fc.property(fc.array(bar, { minLength: 1, maxLength: 12 }), (all) => {
        const chart = chartOf(bars(...all));
        for (const mark of chart.series.flatMap(({ marks }) => marks.flatMap((one) => one ?? []))) {
          const shown = shownBar(mark, chart);
          expect(shown?.low).toBeLessThanOrEqual(mark.value);
          expect(shown?.high).toBeGreaterThanOrEqual(mark.value);
          const [low, high] = mark.interval ?? [NaN, NaN];
          for (const at of reachOf(mark, chart)) expect(at >= low && at <= high).toBe(true);
        }
      }),
    );
  });
});
