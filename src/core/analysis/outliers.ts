import { countBelow, middle, sortedNumbers } from './statistics';

/** Fewer say nothing of what is usual. */
const FEWEST = 5;
/** Of modified z-scores (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993). */
const FAR = 3.5;
/** 75 % point of the normal distribution: makes the median deviation an estimate of the standard deviation. */
const NORMAL = 0.6744897501960817;

/**
 * Which values lie far from the others: modified z-score above 3.5, by the median absolute deviation. None of fewer
 * than five values, and none where half of them are equal.
 */
export function outliersOf(values: readonly number[]): readonly boolean[] {
  const sorted = sortedNumbers(values);
  const centre = middle(sorted);
  if (centre === null || values.length < FEWEST) return values.map(() => false);
  const deviation = medianDeviation(sorted, centre);
  if (deviation === 0) return values.map(() => false);
  return values.map((value) => (NORMAL * Math.abs(value - centre)) / deviation > FAR);
}

/** Median of what sorted values are away from their centre: on both sides of it that only grows, and is not sorted again. */
function medianDeviation(sorted: Float64Array, centre: number): number {
  let above = countBelow(sorted, centre);
  let below = above - 1;
  const next = (): number => {
    const [down, up] = [centre - (sorted[below] ?? -Infinity), (sorted[above] ?? Infinity) - centre];
    if (down < up) below -= 1;
    else above += 1;
    return Math.min(down, up);
  };
  for (let passed = 0; passed < (sorted.length - 1) >> 1; passed += 1) next();
  const lower = next();
  return sorted.length % 2 === 1 ? lower : (lower + next()) / 2;
}
