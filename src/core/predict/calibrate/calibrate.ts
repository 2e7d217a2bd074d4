import { arithmeticMean, median } from '../../analysis/statistics';
import type { RunInput } from '../time/runInput';
import { runTime } from '../time/runTime';
import { wholeOf } from '../time/timeParts';
import { byFactor, FACTOR_NAMES, scaledRun, type FactorName, type HostFactors } from './factors';
import { ridgeFit } from './ridge';

/** A cell that a real machine has run, and the model of it. */
export interface MeasuredCell {
  /** Median of its sessions, of the program's own timed region. */
  readonly seconds: number;
  /** The stated runs of the model, one for each seed of paging. */
  readonly runs: readonly RunInput[];
}

export interface Calibration {
  readonly factors: Readonly<Record<FactorName, CalibratedFactor>>;
  /** Standard deviation of log times about the calibrated model. */
  readonly noise: number;
  readonly error: CalibrationError;
  /** Of each cell in its order: what the model says, before and after. */
  readonly predicted: readonly { readonly before: number; readonly after: number }[];
}

export interface CalibratedFactor {
  /** How many times as long as the model says. */
  readonly factor: number;
  /** Between them it lies with 95 %: the ends of what was believed before where no cell tells. */
  readonly low: number;
  readonly high: number;
  /** Cells whose time moves by a twentieth of what the factor moves by, or more. */
  readonly cells: number;
}

/** Medians of how far times are off, over cells: 0.1 is a tenth of the shorter of both; null without cells. */
export interface CalibrationError {
  readonly before: number | null;
  readonly after: number | null;
  /** Of each cell by a calibration without it. */
  readonly leftOut: number | null;
}

/** Believed before any cell is seen: with 95 % a host is within a factor of 2 of the model. Assumed, not measured. */
export const PRIOR_REACH = 2;

/** 97.5 % quantile of the normal distribution. */
export const NORMAL_95 = 1.959964;

export const PRIOR_WIDTH = Math.log(PRIOR_REACH) / NORMAL_95;

/** What model and runs are apart for other reasons, as log times: assumed, and worth as much as four cells that say so. */
const NOISE = 0.1;
const NOISE_COUNTS = 4;

/** From there on a cell has seen a factor. */
const SEEN_SLOPE = 0.05;

/**
 * Factors of a host from times of cells: least squares on log times, pulled towards 1. The same cells in the same order give the
 * same factors. What no cell tells stays at 1, with all of its doubt.
 */
export function calibrate(cells: readonly MeasuredCell[]): Calibration {
  const modelAt = (place: readonly number[]): readonly number[] => {
    const host = factorsAt(place);
    return cells.map(({ runs }) => Math.log(secondsOn(runs, host)));
  };
  const fit = ridgeFit({
    ...{ size: FACTOR_NAMES.length, found: cells.map(({ seconds }) => Math.log(seconds)), modelAt },
    ...{ priorWidth: PRIOR_WIDTH, noise: NOISE, noiseCounts: NOISE_COUNTS },
  });
  return {
    factors: byFactor((_name, at) => {
      const log = fit.place[at] ?? 0;
      const reach = NORMAL_95 * Math.sqrt(fit.covariance[at]?.[at] ?? PRIOR_WIDTH ** 2);
      return {
        ...{ factor: Math.exp(log), low: Math.exp(log - reach), high: Math.exp(log + reach) },
        cells: fit.slopes.filter((slopes) => Math.abs(slopes[at] ?? 0) >= SEEN_SLOPE).length,
      };
    }),
    noise: fit.noise,
    error: {
      before: offBy(fit.residualsBefore),
      after: offBy(fit.residuals),
      leftOut: offBy(fit.leftOut),
    },
    predicted: cells.map(({ seconds }, at) => ({
      before: seconds / Math.exp(fit.residualsBefore[at] ?? 0),
      after: seconds / Math.exp(fit.residuals[at] ?? 0),
    })),
  };
}

/** Seconds of the timed region on such a host, mean of the runs. */
export function secondsOn(runs: readonly RunInput[], host: HostFactors): number {
  return arithmeticMean(runs.map((input) => wholeOf(runTime(scaledRun(input, host))))) ?? NaN;
}

function factorsAt(place: readonly number[]): HostFactors {
  return byFactor((_name, at) => Math.exp(place[at] ?? 0));
}

function offBy(logs: readonly number[]): number | null {
  const middle = median(logs.map(Math.abs));
  return middle === null ? null : Math.expm1(middle);
}
