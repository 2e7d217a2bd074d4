import { countBelow, sortedNumbers } from '../statistics';

/** Quartiles and whiskers of values in one unit. */
export interface Quartiles {
  /** By linear interpolation between ranks (R's type 7). */
  readonly quartiles: readonly [number, number, number];
  /** The last values within 1.5 times the distance of the outer quartiles from them. */
  readonly low: number;
  readonly high: number;
}

/** null of nothing. */
export function quartilesOf(values: readonly number[]): Quartiles | null {
  if (values.length === 0) return null;
  const sorted = sortedNumbers(values);
  const at = (share: number): number => {
    const place = (sorted.length - 1) * share;
    const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
    return below + (above - below) * (place - Math.floor(place));
  };
  const [lower, upper] = [at(0.25), at(0.75)];
  const reach = 1.5 * (upper - lower);
  const low = sorted[countBelow(sorted, lower - reach)] ?? lower;
  const high = sorted[countBelow(sorted, upper + reach, true) - 1] ?? upper;
  return { quartiles: [lower, at(0.5), upper], low, high };
}
