/** In columns of their own where there are many. */
export type Numbers = readonly number[] | Float64Array;

/** Middle value, or the mean of the two middle ones; null of nothing. */
export function median(values: readonly number[]): number | null {
  // Most sessions have one run of a cell, and there are many of them.
  return middle(values.length < 2 ? values : sortedNumbers(values));
}

/** The same of values that are sorted. */
export function middle(sorted: Numbers): number | null {
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}

/** Smallest first. Sorting by a function takes several times as long. */
export function sortedNumbers(values: ArrayLike<number>): Float64Array {
  return new Float64Array(values).sort();
}

/** How many of the sorted values are smaller than this one, or with `equal` at most as large. */
export function countBelow(sorted: Float64Array, value: number, equal = false): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = sorted[middle] ?? 0;
    if (one < value || (equal && one === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function arithmeticMean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sumOf(values) / values.length;
}

/**
 * From the first to the last. A loop takes a fraction of what `reduce` takes, and lists are long and many; one by places makes
 * no objects of numbers, as an iterator does of columns.
 */
export function sumOf(values: Numbers): number {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) sum += values[at] ?? 0;
  return sum;
}

/** Sum of the squares of what values differ by from a centre. */
export function squaresAround(centre: number, values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += (value - centre) * (value - centre);
  return sum;
}

/** Smallest and largest value; null of nothing. */
export function extent(values: Numbers): readonly [number, number] | null {
  const first = values[0];
  if (first === undefined) return null;
  let [least, most] = [first, first];
  for (let at = 1; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

/** Of a sample (n - 1); null of fewer than two. */
export function standardDeviation(values: readonly number[]): number | null {
  const mean = arithmeticMean(values);
  if (mean === null || values.length < 2) return null;
  return Math.sqrt(squaresAround(mean, values) / (values.length - 1));
}

/** Place of each value in their order, from 1; equal values share the mean of their places. */
export function midranks(values: Numbers): Float64Array {
  const sorted = sortedNumbers(values);
  return new Float64Array(values).map((value) => {
    const below = countBelow(sorted, value);
    const upTo = sorted[below + 1] === value ? countBelow(sorted, value, true) : below + 1;
    return (below + 1 + upTo) / 2;
  });
}
