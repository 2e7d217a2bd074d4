import { tPoint } from './interval';

/** What can be said of a time against another one. */
export type Verdict =
  /** Not the same by the corrected test. */
  | { readonly kind: 'better' | 'worse' }
  /** The interval lies within the margin. */
  | { readonly kind: 'equivalent' }
  /** Neither. */
  | { readonly kind: 'undecided'; readonly more: More };

/** Blocks that would do if they were as those so far; `none` where no sensible number would, null where it is not known. */
export type More = number | 'none' | null;

export interface Decided {
  readonly ratio: number | null;
  /** 95 %, of the ratio. */
  readonly interval: readonly [number, number] | null;
  /** Corrected for the number of comparisons; null without a test. */
  readonly p: number | null;
}

/** Chance of any false finding in a family of comparisons. */
export const LEVEL = 0.05;
/** A number of blocks that nobody runs is no advice. */
const MOST = 1000;

/**
 * Equivalent where the 95 % interval of the ratio lies within 1 / (1 + margin) to 1 + margin; else better (faster) or
 * worse where the corrected p is below 5 %; else undecided, with what `more` says.
 */
export function verdictOf({ ratio, interval, p }: Decided, margin: number, more: () => More): Verdict {
  if (interval !== null && isWithin(interval, margin)) return { kind: 'equivalent' };
  if (ratio !== null && p !== null && p < LEVEL) return { kind: ratio < 1 ? 'better' : 'worse' };
  return { kind: 'undecided', more: more() };
}

function isWithin([low, high]: readonly [number, number], margin: number): boolean {
  return low >= 1 / (1 + margin) && high <= 1 + margin;
}

/**
 * Blocks that are missing until one of the verdicts is to be expected, with the mean and spread of those so far: for a
 * difference, until the interval excludes 1 and the test can reach its level at all (its smallest p is 2 / 2^n), corrected
 * for `family` comparisons. `none` where no sensible number would do.
 */
export function moreBlocks(
  logRatios: readonly number[],
  margin: number,
  family: number,
): Exclude<More, null> {
  const least = Math.floor(Math.log2((2 * family) / LEVEL)) + 1;
  if (logRatios.length < 2) return least - logRatios.length;
  const count = logRatios.length;
  const mean = logRatios.reduce((sum, one) => sum + one, 0) / count;
  const spread = Math.sqrt(logRatios.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (count - 1));
  const inside = Math.log(1 + margin) - Math.abs(mean);
  const isEnough = (blocks: number): boolean => {
    const half = (tPoint(blocks - 1) * spread) / Math.sqrt(blocks);
    return half <= inside || (half < Math.abs(mean) && blocks >= least);
  };
  const blocks = firstFrom(count + 1, MOST, isEnough);
  return blocks === null ? 'none' : blocks - count;
}

/** The first number for which it holds, where it holds for all behind one for which it does; null for none. */
function firstFrom(first: number, last: number, holds: (number: number) => boolean): number | null {
  if (first > last || !holds(last)) return null;
  let [low, high] = [first, last];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
