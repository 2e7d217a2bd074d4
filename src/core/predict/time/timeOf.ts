import { sortedNumbers } from '../../analysis/statistics';
import type { RunInput } from './runInput';
import { runTime } from './runTime';
import { meanParts, wholeOf, type TimeParts } from './timeParts';

/** Runs of one cell: the same program at the same places, with other seeds and other values of what nobody published. */
export interface TimeInput {
  /** With every parameter at its value; one for each seed of paging. */
  readonly stated: readonly RunInput[];
  /** With parameters drawn from what is believable of them. */
  readonly drawn: readonly RunInput[];
}

export interface PredictedTime {
  /** Of the timed region, mean of the stated runs. */
  readonly seconds: number;
  /** Between them 95 % of the drawn runs lie. Not narrower than the stated runs themselves. */
  readonly low: number;
  readonly high: number;
  /** They sum to `seconds`. */
  readonly parts: TimeParts;
  /** Seconds of the drawn runs, in their order: cells with the same draws are compared draw by draw. */
  readonly draws: readonly number[];
}

/** Seconds of a run, with its parts and an interval. Zeros where there are no stated runs. */
export function timeOf({ stated, drawn }: TimeInput): PredictedTime {
  const parts = meanParts(stated.map(runTime));
  const seconds = wholeOf(parts);
  const draws = drawn.map((input) => wholeOf(runTime(input)));
  return { seconds, ...intervalOf(seconds, draws), parts, draws };
}

/** A number with its draws, over another one that was predicted with the same draws. */
export function ratioOf(of: Drawn, over: Drawn): { value: number; low: number; high: number } {
  const value = of.value / over.value;
  const draws = of.draws.map((draw, at) => draw / (over.draws[at] ?? NaN));
  return { value, ...intervalOf(value, draws) };
}

export interface Drawn {
  readonly value: number;
  readonly draws: readonly number[];
}

/** The 2.5 % and 97.5 % quantiles of draws, widened to hold the value itself; the value alone without draws. */
export function intervalOf(
  value: number,
  draws: readonly number[],
): { readonly low: number; readonly high: number } {
  const sorted = sortedNumbers(draws.filter(Number.isFinite));
  if (sorted.length === 0) return { low: value, high: value };
  return {
    low: Math.min(value, quantile(sorted, 0.025)),
    high: Math.max(value, quantile(sorted, 0.975)),
  };
}

/** Between the two values beside it, on a line (type 7 of Hyndman and Fan 1996). */
function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] ?? 0;
  const above = sorted[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}
