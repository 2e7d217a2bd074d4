import tCdf from '@stdlib/stats-base-dists-t-cdf';
import { holm } from './holm';
import type { SessionTime } from './sessionTimes';
import { countBelow, extent, midranks, sortedNumbers, sumOf } from './statistics';
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
  const values = inOrder(deviationsOf(cells));
  const drift = asked(
    'drift',
    values.by.map((_, at) => at),
    values.by,
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

/** What sessions' times differ from their cells by, as columns of equal length: there are 100,000 in long attempts. */
interface Deviations {
  readonly began: Float64Array;
  readonly block: Float64Array;
  readonly by: Float64Array;
}

function emptyDeviations(count: number): Deviations {
  return { began: new Float64Array(count), block: new Float64Array(count), by: new Float64Array(count) };
}

function deviationsOf(cells: readonly (readonly SessionTime[])[]): Deviations {
  const asked = cells.map((times) => times.filter(({ began }) => began !== null));
  const told = asked.filter(({ length }) => length >= 2);
  const values = emptyDeviations(told.reduce((sum, { length }) => sum + length, 0));
  let from = 0;
  for (const times of told) {
    putDeviations(values, from, times);
    from += times.length;
  }
  return values;
}

function putDeviations({ began, block, by }: Deviations, from: number, times: readonly SessionTime[]): void {
  const logs = times.map(({ seconds }) => Math.log(seconds));
  const mean = sumOf(logs) / logs.length;
  times.forEach((time, at) => {
    began[from + at] = time.began ?? 0;
    block[from + at] = time.block;
    by[from + at] = withoutRounding((logs[at] ?? 0) - mean);
  });
}

/** By when they began; those of the same moment stay as they stand. */
function inOrder(values: Deviations): Deviations {
  const moments = sortedNumbers(values.began);
  const taken = new Uint32Array(moments.length);
  const ordered = emptyDeviations(moments.length);
  values.began.forEach((moment, at) => {
    const first = countBelow(moments, moment);
    const place = first + (taken[first] ?? 0);
    taken[first] = (taken[first] ?? 0) + 1;
    ordered.began[place] = moment;
    ordered.block[place] = values.block[at] ?? 0;
    ordered.by[place] = values.by[at] ?? 0;
  });
  return ordered;
}

/** Times that are told alike are alike: what their logarithms differ by in the last digits is no rank. */
function withoutRounding(value: number): number {
  return Math.round(value * 1e12) / 1e12;
}

/** Of each value its place in its block, and what it differs by less what the whole block does. */
function withinBlocks({ block, by }: Deviations): {
  readonly places: Float64Array;
  readonly differences: Float64Array;
} {
  const blocks = new Map<number, { count: number; sum: number }>();
  const places = block.map((number, at) => {
    const own = blocks.get(number) ?? { count: 0, sum: 0 };
    if (own.count === 0) blocks.set(number, own);
    own.sum += by[at] ?? 0;
    return own.count++;
  });
  const differences = by.map((value, at) => {
    const { sum, count } = blocks.get(block[at] ?? 0) ?? { sum: 0, count: 1 };
    return withoutRounding(value - sum / count);
  });
  return { places, differences };
}

function asked(
  kind: OrderFinding['kind'],
  places: Float64Array,
  values: Float64Array,
): Omit<OrderFinding, 'found'> | null {
  const count = places.length;
  if (count < FEWEST) return null;
  const correlation = pearson(placeRanks(places), midranks(values));
  if (correlation === null) return null;
  const [first, last] = extent(places) ?? [0, 0];
  const change = Math.expm1(slope(places, values) * (last - first));
  return { kind, values: count, correlation, p: chance(correlation, count), change };
}

/** `midranks` of places, counted from 0: whole numbers below their number need not be sorted. */
function placeRanks(places: Float64Array): Float64Array {
  const counts = new Uint32Array(places.length);
  for (const place of places) counts[place] = (counts[place] ?? 0) + 1;
  let below = 0;
  const ranks = Float64Array.from(counts, (count) => {
    below += count;
    return below - (count - 1) / 2;
  });
  return places.map((place) => ranks[place] ?? 0);
}

/** Two-sided p of a rank correlation, by Student's distribution with n - 2 degrees of freedom. */
function chance(correlation: number, count: number): number {
  if (Math.abs(correlation) >= 1) return 0;
  const t = Math.abs(correlation) * Math.sqrt((count - 2) / (1 - correlation * correlation));
  return 2 * tCdf(-t, count - 2);
}

/** null where one of both does not vary. */
function pearson(one: Float64Array, other: Float64Array): number | null {
  const [a, b] = [centred(one), centred(other)];
  const length = Math.sqrt(product(a, a) * product(b, b));
  return length === 0 ? null : product(a, b) / length;
}

function slope(places: Float64Array, values: Float64Array): number {
  const [a, b] = [centred(places), centred(values)];
  return product(a, b) / product(a, a);
}

function centred(values: Float64Array): Float64Array {
  const mean = sumOf(values) / values.length;
  return values.map((value) => value - mean);
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}
