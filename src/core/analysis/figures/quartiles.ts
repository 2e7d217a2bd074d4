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
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => {
    const place = (sorted.length - 1) * share;
    const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
    return below + (above - below) * (place - Math.floor(place));
  };
  const [lower, upper] = [at(0.25), at(0.75)];
  const reach = 1.5 * (upper - lower);
  const inside = sorted.filter((value) => value >= lower - reach && value <= upper + reach);
  return { quartiles: [lower, at(0.5), upper], low: inside[0] ?? lower, high: inside.at(-1) ?? upper };
}
