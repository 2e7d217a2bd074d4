import type { Range } from './ranges';

/** What the fit of a parameter found: an entry of fittedValues.ts. */
export interface FittedValue {
  /** At which the fit began. */
  readonly start: number;
  readonly value: number;
  /** What is believable of it now; intervals are drawn from it. */
  readonly range: Range;
  /** Those that could move it. */
  readonly claims: readonly string[];
}
