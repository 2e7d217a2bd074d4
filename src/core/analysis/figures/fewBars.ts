import type { BarChart, Figure } from './figure';
import { joined } from './words';

/** Bars that a chart draws at most: one would scroll past more without comparing them. */
export const MOST_BARS = 400;
/** Series that a chart draws at most: there are twelve colours with six patterns, and more cannot be told apart. */
export const MOST_SERIES = 72;

/**
 * The figure with no more bars than can be looked at: of the first series the first groups, whole. The legend says so, and
 * the table has all.
 */
export function withFewBars(figure: Figure): Figure {
  const { chart } = figure;
  if (chart.type !== 'bars') return figure;
  const all = countOf(chart);
  if (all <= MOST_BARS && chart.series.length <= MOST_SERIES) return figure;
  const few = firstGroups({ ...chart, series: chart.series.slice(0, MOST_SERIES) });
  const text = `the first ${countOf(few)} of ${all} bars are drawn, the table has all: show fewer programs, layouts, phases or levels`;
  return { ...figure, legend: joined([figure.legend, text]), chart: few };
}

function countOf({ series }: Pick<BarChart, 'series'>): number {
  return series.reduce((sum, { marks }) => sum + marks.filter((mark) => mark !== null).length, 0);
}

/** At least one. */
function firstGroups(chart: BarChart): BarChart {
  const groups = groupsThatFit(chart);
  return {
    ...chart,
    labels: chart.labels.slice(0, groups),
    series: chart.series.map((one) => ({ ...one, marks: one.marks.slice(0, groups) })),
  };
}

function groupsThatFit({ labels, series }: BarChart): number {
  let left = MOST_BARS;
  const over = labels.findIndex((_, group) => {
    left -= series.filter(({ marks }) => marks[group] != null).length;
    return left < 0;
  });
  return over < 0 ? labels.length : over;
}
