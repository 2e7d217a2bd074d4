import type { Unit } from '../figure';

/** Values along an axis and where they lie on it, pixels. */
export interface Scale {
  readonly low: number;
  readonly high: number;
  /** Round values within. */
  readonly ticks: readonly number[];
  readonly at: (value: number) => number;
}

/** `from` is where the smallest value lies and `to` the largest, pixels: on a vertical axis from is below. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * An axis that holds all of the values and ends on round ones, but never below `bound`, where values that are no less end.
 * About `count` ticks.
 */
export function roundScale(
  values: readonly number[],
  span: Span,
  { count = 6, bound = -Infinity }: { readonly count?: number; readonly bound?: number } = {},
): Scale {
  const finite = values.filter(Number.isFinite);
  const [least, most] = ends(finite);
  const step = roundStep((most - least) / count);
  const first = Math.floor(least / step) * step;
  const high = Math.ceil(most / step) * step;
  const steps = Math.round((high - first) / step);
  const low = least < bound ? first : Math.max(first, bound);
  // By multiplication: adding up would carry errors of rounding on.
  const ticks = Array.from({ length: steps + 1 }, (_, at) => tidy(first + at * step)).filter(
    (at) => at >= low,
  );
  return { low, high, ticks, at: placed(low, high, span) };
}

/** An axis of whole numbers from 0 with room of half a place at both ends. */
export function countedScale(count: number, span: Span): Scale {
  const ticks = Array.from({ length: count }, (_, at) => at);
  return { low: -0.5, high: count - 0.5, ticks, at: placed(-0.5, count - 0.5, span) };
}

function placed(low: number, high: number, { from, to }: Span): Scale['at'] {
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}

/** Values that are all the same get room around them. */
function ends(values: readonly number[]): readonly [number, number] {
  const least = values.reduce((low, value) => Math.min(low, value), Infinity);
  const most = values.reduce((high, value) => Math.max(high, value), -Infinity);
  if (values.length === 0) return [0, 1];
  if (least < most) return [least, most];
  const room = Math.abs(least) > 0 ? Math.abs(least) * 0.1 : 1;
  return [least - room, most + room];
}

/** 1, 2 or 5 times a power of ten, the smallest that is no less. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((one) => one * power >= least * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Without the last digits, which are errors of rounding. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

/** What no value of a unit is below: a time that is 100 % less is none. */
export function leastOf(unit: Unit): number {
  if (unit === 'share') return 0;
  return unit === '%' ? -100 : -Infinity;
}
