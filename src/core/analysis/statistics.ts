/** Middle value, or the mean of the two middle ones; null of nothing. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

export function arithmeticMean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of positive values; null of nothing. */
export function geometricMean(values: readonly number[]): number | null {
  const mean = arithmeticMean(values.map(Math.log));
  return mean === null ? null : Math.exp(mean);
}

/** Smallest and largest value; null of nothing. */
export function extent(values: readonly number[]): readonly [number, number] | null {
  const first = values[0];
  if (first === undefined) return null;
  let range: readonly [number, number] = [first, first];
  for (const value of values) range = [Math.min(range[0], value), Math.max(range[1], value)];
  return range;
}
