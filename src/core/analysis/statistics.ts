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

/** Smallest and largest value; null of nothing. */
export function extent(values: readonly number[]): readonly [number, number] | null {
  const first = values[0];
  if (first === undefined) return null;
  let range: readonly [number, number] = [first, first];
  for (const value of values) range = [Math.min(range[0], value), Math.max(range[1], value)];
  return range;
}

/** Of a sample (n - 1); null of fewer than two. */
export function standardDeviation(values: readonly number[]): number | null {
  const mean = arithmeticMean(values);
  if (mean === null || values.length < 2) return null;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** Place of each value in their order, from 1; equal values share the mean of their places. */
export function midranks(values: readonly number[]): readonly number[] {
  const order = values.map((value, at) => ({ value, at })).sort((a, b) => a.value - b.value);
  const ranks = new Array<number>(values.length).fill(0);
  for (let first = 0; first < order.length;) {
    let next = first + 1;
    while (next < order.length && order[next]?.value === order[first]?.value) next += 1;
    for (const { at } of order.slice(first, next)) ranks[at] = (first + 1 + next) / 2;
    first = next;
  }
  return ranks;
}
