import tCdf from '@stdlib/stats-base-dists-t-cdf';
import { groupBy } from '../text/groupBy';
import { holm } from './holm';
import type { SessionTime } from './sessionTimes';
import { arithmeticMean, extent, midranks } from './statistics';
import { LEVEL } from './verdict';

/** Whether times follow the order in which they were taken, though the order was meant not to matter. */
export interface OrderFinding {
  /** `drift`: over the attempt. `position`: within blocks. */
  readonly kind: 'drift' | 'position';
  /** Values that it was asked of. */
  readonly values: number;
  /** Spearman's rank correlation of what a time differs from its cell by (logarithms) with the order. */
  readonly correlation: number;
  /** Two-sided, by Student's distribution, corrected for both questions. */
  readonly p: number;
  readonly found: boolean;
  /** What the straight line through them changes from the first to the last, as a ratio - 1. */
  readonly change: number;
}

/** Fewer tell nothing. */
const FEWEST = 6;

/** Of the times of all cells. Cells of one session say nothing of order and are left out. */
export function orderFindings(cells: readonly (readonly SessionTime[])[]): readonly OrderFinding[] {
  const values = cells.flatMap(deviations).sort((a, b) => a.began - b.began);
  const drift = asked(
    'drift',
    values.map(({ by }, at) => [at, by]),
  );
  const position = asked('position', withinBlocks(values));
  const found = [drift, position].filter((one) => one !== null);
  const corrected = holm(found.map(({ p }) => p));
  return found.map((one, at) => {
    const p = corrected[at] ?? 1;
    return { ...one, p, found: p < LEVEL };
  });
}

/** What a session's time differs from its cell by. */
interface Deviation {
  readonly began: number;
  readonly block: number;
  readonly by: number;
}

function deviations(times: readonly SessionTime[]): readonly Deviation[] {
  const known = times.filter(({ began }) => began !== null);
  const mean = arithmeticMean(known.map(({ seconds }) => Math.log(seconds)));
  if (mean === null || known.length < 2) return [];
  return known.map(({ began, block, seconds }) => ({
    ...{ began: began ?? 0, block },
    by: withoutRounding(Math.log(seconds) - mean),
  }));
}

/** Times that are told alike are alike: what their logarithms differ by in the last digits is no rank. */
function withoutRounding(value: number): number {
  return Math.round(value * 1e12) / 1e12;
}

/** Place in its block and deviation, less what the whole block differs by. */
function withinBlocks(values: readonly Deviation[]): readonly (readonly [number, number])[] {
  return [...groupBy(values, ({ block }) => block).values()].flatMap((own) => {
    const whole = arithmeticMean(own.map(({ by }) => by)) ?? 0;
    return own.map(({ by }, place): readonly [number, number] => [place, withoutRounding(by - whole)]);
  });
}

function asked(
  kind: OrderFinding['kind'],
  points: readonly (readonly [number, number])[],
): Omit<OrderFinding, 'found'> | null {
  if (points.length < FEWEST) return null;
  const [places, values] = [points.map(([place]) => place), points.map(([, value]) => value)];
  const correlation = pearson(midranks(places), midranks(values));
  if (correlation === null) return null;
  const [first, last] = extent(places) ?? [0, 0];
  const change = Math.expm1(slope(places, values) * (last - first));
  return { kind, values: points.length, correlation, p: chance(correlation, points.length), change };
}

/** Two-sided p of a rank correlation, by Student's distribution with n - 2 degrees of freedom. */
function chance(correlation: number, count: number): number {
  if (Math.abs(correlation) >= 1) return 0;
  const t = Math.abs(correlation) * Math.sqrt((count - 2) / (1 - correlation * correlation));
  return 2 * tCdf(-t, count - 2);
}

/** null where one of both does not vary. */
function pearson(one: readonly number[], other: readonly number[]): number | null {
  const [a, b] = [centred(one), centred(other)];
  const length = Math.sqrt(product(a, a) * product(b, b));
  return length === 0 ? null : product(a, b) / length;
}

function slope(places: readonly number[], values: readonly number[]): number {
  const [a, b] = [centred(places), centred(values)];
  return product(a, b) / product(a, a);
}

function centred(values: readonly number[]): readonly number[] {
  const mean = arithmeticMean(values) ?? 0;
  return values.map((value) => value - mean);
}

function product(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
}
