import type { Claim, ClaimValue } from '../claims/claim';
import { foundOf } from '../claims/found';
import { isPredicted, type Answer } from '../claims/question';
import { distanceOf, statedOf } from '../claims/score';

/** Where nothing is predicted: far, and no farther than what a fit can still be told apart from. */
const NOT_PREDICTED = 10;

/** Sum over the values of a claim; 0 when all of them are within what is stated. */
export function lossOf({ values }: Claim, answer: Answer): number {
  return values.reduce((sum, value) => sum + robust(distance(value, answer)), 0);
}

/**
 * The logarithm of Cauchy's density, but for a constant, with the tolerance of the score as its scale: a value that no
 * mechanism reaches pulls the less the farther it is away, and so does not bend those that can be reached.
 */
function robust(distance: number): number {
  return Math.log(1 + distance ** 2);
}

/** From what is stated, in tolerances: at most 1 is inside. */
function distance(value: ClaimValue, answer: Answer): number {
  const found = foundOf(value, answer);
  const far = isPredicted(found) ? distanceOf(value.kind, found.value, statedOf(value)) : NOT_PREDICTED;
  return Number.isFinite(far) ? far : NOT_PREDICTED;
}

/**
 * What it costs a parameter to leave its start, `moved` being the share of its range, signed: as a normal distribution
 * whose 95 % are as wide as the range, so that four standard deviations are the range.
 */
export function penaltyOf(moved: number): number {
  return (4 * moved) ** 2 / 2;
}
