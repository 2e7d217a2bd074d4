import { median } from '../statistics';
import type { BarChart, Figure, Mark, PointChart, Unit } from './figure';
import { joined } from './words';

/** What error bars may add to a chart at each end: so many lengths of the usual one, but of spreads of its values... */
const LENGTHS = 3;
/** ...no less than the first, which is within what one sees at a glance anyway, and no more than the second. */
const SPREADS: readonly [number, number] = [0.5, 1.5];
/** Values that lie closer are taken to be spread as widely, so that error bars of noise around one value are seen. */
const LEAST_SPREAD: Readonly<Record<Unit, number>> = { '%': 20, share: 20, s: 0, '': 0 };
/** Of the largest value: the same where there is no natural size. */
const LEAST_SHARE = 0.25;
/** A chart is not cut for less: it has to become so many times as legible. */
const WORTHWHILE = 1.5;

/**
 * The figure with error bars cut where they would squash everything else: an interval of three noisy blocks can be a
 * thousand times as long as the values are apart. A cut is told in the legend; tooltips and the table have the interval.
 */
export function withCut(figure: Figure): Figure {
  const { chart } = figure;
  if (chart.type === 'matrix') return figure;
  const cutAt = cutOf(chart);
  if (cutAt === null) return figure;
  const legend = joined([figure.legend, 'arrows: the error bar goes on, to what the table says']);
  return { ...figure, legend, chart: { ...chart, cutAt } };
}

/** An error bar as it is drawn, with the ends at which it goes on. */
export interface ShownBar {
  readonly low: number;
  readonly high: number;
  readonly goesOn: { readonly below: boolean; readonly above: boolean };
}

/** null where a mark has none. */
export function shownBar({ interval }: Mark, { cutAt }: Pick<BarChart, 'cutAt'>): ShownBar | null {
  if (interval === null) return null;
  const [low, high] = interval;
  const [least, most] = cutAt ?? interval;
  return {
    low: Math.max(low, least),
    high: Math.min(high, most),
    goesOn: { below: low < least, above: high > most },
  };
}

/** All values that a chart must hold for a mark. */
export function reachOf(mark: Mark, chart: Pick<BarChart, 'cutAt'>): readonly number[] {
  const bar = shownBar(mark, chart);
  return bar === null ? [mark.value] : [mark.value, bar.low, bar.high];
}

function cutOf(chart: BarChart | PointChart): readonly [number, number] | null {
  const { marks, values, unit } = contentOf(chart);
  const intervals = marks.flatMap(({ interval }) => (interval === null ? [] : [interval]));
  if (intervals.length === 0) return null;
  const [least, most] = endsOf(values);
  const spread = Math.max(
    most - least,
    LEAST_SPREAD[unit],
    LEAST_SHARE * Math.max(Math.abs(least), Math.abs(most)),
  );
  const usual = median(intervals.map(([low, high]) => (high - low) / 2)) ?? 0;
  const room = Math.min(Math.max(LENGTHS * usual, SPREADS[0] * spread), SPREADS[1] * spread);
  const cut = [least - room, most + room] as const;
  const whole = endsOf([...values, ...intervals.flat()]);
  const kept = [Math.max(cut[0], whole[0]), Math.min(cut[1], whole[1])] as const;
  return whole[1] - whole[0] > WORTHWHILE * (kept[1] - kept[0]) ? cut : null;
}

interface Content {
  readonly marks: readonly Mark[];
  /** All that is drawn but error bars. */
  readonly values: readonly number[];
  readonly unit: Unit;
}

function contentOf(chart: BarChart | PointChart): Content {
  const lines = chart.lines.map(({ value }) => value);
  if (chart.type === 'bars') {
    const marks = chart.series.flatMap((one) => one.marks.flatMap((mark) => mark ?? []));
    return { marks, values: [0, ...lines, ...marks.map(({ value }) => value)], unit: chart.unit };
  }
  const marks = chart.series.flatMap(({ points }) => points);
  const boxes = chart.boxes.flatMap(({ low, high }) => [low, high]);
  return { marks, values: [...lines, ...boxes, ...marks.map(({ value }) => value)], unit: chart.y.unit };
}

function endsOf(values: readonly number[]): readonly [number, number] {
  return [
    values.reduce((least, value) => Math.min(least, value), Infinity),
    values.reduce((most, value) => Math.max(most, value), -Infinity),
  ];
}
