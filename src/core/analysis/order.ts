import tCdf from '@stdlib/stats-base-dists-t-cdf';
import { groupBy } from '../text/groupBy';
import { holm } from './holm';
import type { SessionTime } from './sessionTimes';
import { arithmeticMean, countBelow, extent, midranks, sortedNumbers } from './statistics';
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

/**
 * Of the times of all cells; they are those of blocks that have ended, since a block under way has only some of its
 * cells. Cells of one session say nothing of order and are left out.
 */
export function orderFindings(cells: readonly (readonly SessionTime[])[]): readonly OrderFinding[] {
  const values = inOrder(cells.flatMap(deviations));
  const drift = asked(
    'drift',
    values.map((_, at) => at),
    values.map(({ by }) => by),
  );
  const { places, differences } = withinBlocks(values);
  const position = asked('position', places, differences);
  const found = [drift, position].filter((one) => one !== null);
  const corrected = holm(found.map(({ p }) => p));
  return found.map((one, at) => {
    const p = corrected[at] ?? 1;
    return { ...one, p, found: p < LEVEL };
  });
}

/** By when they began; those of the same moment stay as they stand. */
function inOrder(values: readonly Deviation[]): readonly Deviation[] {
  const moments = sortedNumbers(values.map(({ began }) => began));
  const taken = new Uint32Array(values.length);
  const ordered = [...values];
  for (const value of values) {
    const first = countBelow(moments, value.began);
    ordered[first + (taken[first] ?? 0)] = value;
    taken[first] = (taken[first] ?? 0) + 1;
  }
  return ordered;
}

/** What a session's time differs from its cell by. */
interface Deviation {
  readonly began: number;
  readonly block: number;
  readonly by: number;
}

function deviations(times: readonly SessionTime[]): readonly Deviation[] {
  const known = times.filter(({ began }) => began !== null);
  const logs = known.map(({ seconds }) => Math.log(seconds));
  const mean = arithmeticMean(logs);
  if (mean === null || known.length < 2) return [];
  return known.map(({ began, block }, at) => ({
    began: began ?? 0,
    block,
    by: withoutRounding((logs[at] ?? 0) - mean),
  }));
}

/** Times that are told alike are alike: what their logarithms differ by in the last digits is no rank. */
function withoutRounding(value: number): number {
  return Math.round(value * 1e12) / 1e12;
}

/** Of each value its place in its block, and what it differs by less what the whole block does. */
function withinBlocks(values: readonly Deviation[]): {
  readonly places: readonly number[];
  readonly differences: readonly number[];
} {
  const places: number[] = [];
  const differences: number[] = [];
  for (const own of groupBy(values, ({ block }) => block).values()) {
    const whole = arithmeticMean(own.map(({ by }) => by)) ?? 0;
    own.forEach(({ by }, place) => {
      places.push(place);
      differences.push(withoutRounding(by - whole));
    });
  }
  return { places, differences };
}

function asked(
  kind: OrderFinding['kind'],
  places: readonly number[],
  values: readonly number[],
): Omit<OrderFinding, 'found'> | null {
  const count = places.length;
  if (count < FEWEST) return null;
  const correlation = pearson(midranks(places), midranks(values));
  if (correlation === null) return null;
  const [first, last] = extent(places) ?? [0, 0];
  const change = Math.expm1(slope(places, values) * (last - first));
  return { kind, values: count, correlation, p: chance(correlation, count), change };
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
