import { dot, inverseOf, times, type Matrix } from './matrix';

/** What is fitted: numbers that a model gives at a place, held against those that were found. */
export interface RidgeProblem {
  /** How many coordinates a place has. */
  readonly size: number;
  readonly found: readonly number[];
  readonly modelAt: (place: readonly number[]) => readonly number[];
  /** Standard deviation of each coordinate about 0 before anything was found. */
  readonly priorWidth: number;
  /** Standard deviation of what is found about the model, as it is believed before, and how many findings that counts as. */
  readonly noise: number;
  readonly noiseCounts: number;
}

export interface RidgeFit {
  readonly place: readonly number[];
  /** Of the place, a normal distribution about it (Laplace's approximation). */
  readonly covariance: Matrix;
  /** Found less model, at 0 and at the place. */
  readonly residualsBefore: readonly number[];
  readonly residuals: readonly number[];
  /** The same for each finding, had it been left out: exact for a linear model, Allen 1974. */
  readonly leftOut: readonly number[];
  /** How much the model of each finding (row) moves with each coordinate at the place. */
  readonly slopes: readonly (readonly number[])[];
  readonly noise: number;
}

const MOST_STEPS = 30;
const SMALLEST_STEP = 1e-4;
const DIFFERENCE = 1e-4;

/**
 * Least squares with a penalty for leaving 0 (ridge: Hoerl, Kennard, Technometrics 12(1), 1970; the most probable place of
 * normal priors and noise), by Gauss-Newton steps that are halved until they gain. The noise is made of what remains and
 * of what was believed of it, step by step. Without findings the place is 0 and the covariance that of the prior.
 */
export function ridgeFit(problem: RidgeProblem): RidgeFit {
  const { size, found } = problem;
  const zero = Array.from({ length: size }, () => 0);
  const residualsAt = (place: readonly number[]): readonly number[] => {
    const model = problem.modelAt(place);
    return found.map((value, at) => value - (model[at] ?? NaN));
  };
  const residualsBefore = residualsAt(zero);
  let place: readonly number[] = zero;
  let residuals = residualsBefore;
  let noise = noiseOf(problem, residuals);
  let slopes = slopesAt(problem, place, residuals);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const moved = stepFrom(problem, { place, residuals, slopes, noise }, residualsAt);
    if (moved === null) break;
    const length = Math.max(...moved.place.map((value, at) => Math.abs(value - (place[at] ?? 0))));
    ({ place, residuals } = moved);
    noise = noiseOf(problem, residuals);
    slopes = slopesAt(problem, place, residuals);
    if (length < SMALLEST_STEP) break;
  }
  const covariance = inverseOf(precisionOf(problem, slopes, noise));
  const leftOut = residuals.map((residual, at) => {
    const row = slopes[at] ?? [];
    return residual / (1 - dot(row, times(covariance, row)) / noise ** 2);
  });
  return { place, covariance, residualsBefore, residuals, leftOut, slopes, noise };
}

interface State {
  readonly place: readonly number[];
  readonly residuals: readonly number[];
  readonly slopes: RidgeFit['slopes'];
  readonly noise: number;
}

/** null where no part of the step gains. */
function stepFrom(
  problem: RidgeProblem,
  { place, residuals, slopes, noise }: State,
  residualsAt: (place: readonly number[]) => readonly number[],
): Pick<State, 'place' | 'residuals'> | null {
  const gradient = place.map(
    (value, at) =>
      residuals.reduce((sum, own, row) => sum + own * (slopes[row]?.[at] ?? 0), 0) / noise ** 2 -
      value / problem.priorWidth ** 2,
  );
  const whole = times(inverseOf(precisionOf(problem, slopes, noise)), gradient);
  const loss = lossOf(problem, place, residuals, noise);
  for (let share = 1; share > 1 / 64; share /= 2) {
    const to = place.map((value, at) => value + share * (whole[at] ?? 0));
    const own = residualsAt(to);
    if (lossOf(problem, to, own, noise) < loss) return { place: to, residuals: own };
  }
  return null;
}

function lossOf(
  { priorWidth }: RidgeProblem,
  place: readonly number[],
  residuals: readonly number[],
  noise: number,
): number {
  return dot(residuals, residuals) / noise ** 2 + dot(place, place) / priorWidth ** 2;
}

function noiseOf({ noise, noiseCounts }: RidgeProblem, residuals: readonly number[]): number {
  const squares = dot(residuals, residuals);
  return Math.sqrt((noiseCounts * noise ** 2 + squares) / (noiseCounts + residuals.length));
}

function precisionOf({ size, priorWidth }: RidgeProblem, slopes: RidgeFit['slopes'], noise: number): Matrix {
  return Array.from({ length: size }, (_, row) =>
    Array.from({ length: size }, (_none, column) => {
      const own = slopes.reduce((sum, slope) => sum + (slope[row] ?? 0) * (slope[column] ?? 0), 0);
      return own / noise ** 2 + (row === column ? 1 / priorWidth ** 2 : 0);
    }),
  );
}

function slopesAt(
  { size, found, modelAt }: RidgeProblem,
  place: readonly number[],
  residuals: readonly number[],
): RidgeFit['slopes'] {
  const columns = Array.from({ length: size }, (_, at) =>
    modelAt(place.map((value, own) => (own === at ? value + DIFFERENCE : value))),
  );
  return found.map((value, row) =>
    columns.map((column) => ((column[row] ?? NaN) - value + (residuals[row] ?? NaN)) / DIFFERENCE),
  );
}
