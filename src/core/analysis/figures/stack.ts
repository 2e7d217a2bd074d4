import type { BarChart } from './figure';

type Bars = Pick<BarChart, 'series' | 'stacked'>;

/** Where a bar begins: at zero, in a stack where the series before it ends. */
export function baseOf({ series, stacked }: Bars, place: number, group: number): number {
  if (stacked === undefined) return 0;
  return series.slice(0, place).reduce((sum, { marks }) => sum + (marks[group]?.value ?? 0), 0);
}

/** How long the bar of each group is in which series are stacked; empty where none are. */
export function stackEnds({ series, stacked }: Bars): readonly number[] {
  if (stacked === undefined) return [];
  const groups = Math.max(0, ...series.map(({ marks }) => marks.length));
  return Array.from({ length: groups }, (_, group) =>
    // Without the last digits, which are errors of rounding: an axis of shares ends at 100 %.
    Number(baseOf({ series, stacked }, series.length, group).toPrecision(12)),
  );
}
