/** What is believable of a number, in its unit; `low` is 0 or more. */
export type Range = readonly [low: number, high: number];

/**
 * The value at a share of a range, 0 at its low end and 1 at its high one: evenly in the logarithm, or evenly where the
 * range begins at 0.
 */
export function valueAt([low, high]: Range, share: number): number {
  return low > 0 ? low * (high / low) ** share : low + (high - low) * share;
}

/** The share of a range at which a value lies; below 0 or above 1 outside it. */
export function shareAt([low, high]: Range, value: number): number {
  return low > 0 ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}
