import { sortedNumbers } from './statistics';

/**
 * 95 % interval of the median, by drawing sessions anew with replacement: the 2.5 and 97.5 % points of the medians that
 * such draws give (percentile bootstrap, Efron 1979). The distribution of these medians is known exactly (Maritz and Jarrett
 * 1978), so that nothing is drawn: the interval is what infinitely many draws give, and needs no seed.
 *
 * How often it holds the true median follows from their number alone: 2 values 50 %, 3 75 %, 4 87.5 %, 5 93.8 %, from 6
 * on about 95 % and more. null of fewer than two.
 */
export function medianInterval(values: readonly number[]): readonly [number, number] | null {
  return medianIntervalIn(sortedNumbers(values));
}

/** The same of values that are sorted. */
export function medianIntervalIn(sorted: Float64Array): readonly [number, number] | null {
  if (sorted.length < 2) return null;
  if (sorted.length > MANY) return ofMany(sorted);
  const values = Array.from(sorted);
  const medians = sorted.length % 2 === 1 ? ofOdd(values) : ofEven(values);
  return [pointOf(medians, 0.025), pointOf(medians, 0.975)];
}

/** Beyond so many the binomial distribution is taken as a normal one, which moves an end by one place at most. */
const MANY = 200;

function ofMany(sorted: Float64Array): readonly [number, number] {
  const n = sorted.length;
  const half = (1.959963984540054 * Math.sqrt(n)) / 2;
  const at = (place: number): number => sorted[Math.min(n - 1, Math.max(0, place))] ?? 0;
  return [at(Math.floor(n / 2 - half)), at(Math.ceil(n / 2 + half) - 1)];
}

/** A median that a draw may have, and how likely it is. */
type Likely = readonly [value: number, probability: number];

/** Of each number of values; they do not depend on the values. */
const known = new Map<number, readonly number[]>();

/** How likely at least half of n draws are at most the k-th of n values, for each k. */
function halfAtMost(n: number): readonly number[] {
  const made =
    known.get(n) ?? Array.from({ length: n }, (_, at) => atLeast(n, Math.ceil(n / 2), (at + 1) / n));
  known.set(n, made);
  return made;
}

/** The middle one of n = 2m + 1 draws is at most the k-th value where more than m draws are. */
function ofOdd(sorted: readonly number[]): readonly Likely[] {
  const atMost = halfAtMost(sorted.length);
  return sorted.map((value, at) => [value, (atMost[at] ?? 0) - (atMost[at - 1] ?? 0)]);
}

/** Thousands of such medians are less likely together than sums are exact. */
const NEGLIGIBLE = 1e-18;

/** The mean of the m-th and the next of n = 2m draws, whose two places are counted together. */
function ofEven(sorted: readonly number[]): readonly Likely[] {
  const n = sorted.length;
  const m = n / 2;
  const lower = halfAtMost(n);
  const ways = choose(n, m);
  const below = sorted.map((_, at) => ((at + 1) / n) ** m - (at / n) ** m);
  const above = sorted.map((_, at) => ((n - at) / n) ** m - ((n - at - 1) / n) ** m);
  const found: Likely[] = [];
  sorted.forEach((low, i) => {
    let left = (lower[i] ?? 0) - (lower[i - 1] ?? 0);
    for (let j = i + 1; j < n; j++) {
      const probability = ways * (below[i] ?? 0) * (above[j] ?? 0);
      left -= probability;
      if (probability > NEGLIGIBLE) found.push([(low + (sorted[j] ?? 0)) / 2, probability]);
    }
    found.push([low, left]);
  });
  return found;
}

/** The smallest value up to which the probability is reached. */
function pointOf(likely: readonly Likely[], wanted: number): number {
  let sum = 0;
  const sorted = [...likely].sort(([a], [b]) => a - b);
  for (const [value, probability] of sorted) {
    sum += probability;
    // Probabilities are sums of rounded ones.
    if (sum >= wanted - 1e-12) return value;
  }
  return sorted.at(-1)?.[0] ?? 0;
}

/** Probability of at least `least` successes in n. */
function atLeast(n: number, least: number, probability: number): number {
  let sum = 0;
  for (let k = least; k <= n; k++) sum += choose(n, k) * probability ** k * (1 - probability) ** (n - k);
  return Math.min(1, sum);
}

function choose(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) result *= (n - Math.min(k, n - k) + i) / i;
  return result;
}
