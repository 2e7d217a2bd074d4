import { median } from '../../src/core/analysis/statistics';
import { seededRandom } from '../../src/core/experiment/random';
import { shareOf } from './rounds';

export interface Interval {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

const DRAWS = 10_000;

/**
 * Ratio of the medians of the first and the second of each pair, with its 95 % interval: percentiles over drawings of as
 * many pairs, with replacement. The same for the same seed.
 */
export function ratioOfMedians(pairs: readonly (readonly [number, number])[], seed: number): Interval {
  const random = seededRandom(seed);
  const drawn = Array.from({ length: DRAWS }, () =>
    ratioOf(pairs.map((pair) => pairs[random(pairs.length)] ?? pair)),
  );
  return { ratio: ratioOf(pairs), low: shareOf(drawn, 0.025), high: shareOf(drawn, 0.975) };
}

function ratioOf(pairs: readonly (readonly [number, number])[]): number {
  return (median(pairs.map(([first]) => first)) ?? NaN) / (median(pairs.map(([, second]) => second)) ?? NaN);
}
