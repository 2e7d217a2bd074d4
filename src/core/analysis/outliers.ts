import { median } from './statistics';

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
  const centre = median(values);
  if (centre === null || values.length < FEWEST) return values.map(() => false);
  const deviation = median(values.map((value) => Math.abs(value - centre))) ?? 0;
  if (deviation === 0) return values.map(() => false);
  return values.map((value) => (NORMAL * Math.abs(value - centre)) / deviation > FAR);
}
