import { arithmeticMean, sumOf } from '../../analysis/statistics';
import type { Workload } from '../../experiment/workload';
import { intervalOf } from '../time/timeOf';
import { wholeOf, type TimeParts } from '../time/timeParts';
import type { Evidence } from './evidence';

/** Times of one program in a cut and natively: with values as they are set, then with each set of drawn ones. */
export interface ProgramTimes {
  readonly workload: Workload;
  readonly own: readonly TimeParts[];
  readonly native: readonly TimeParts[];
  readonly evidence: Evidence;
}

/** Shares of the native time, as the slowdown is. They sum to it. */
export interface SlowdownParts {
  readonly memory: number;
  readonly communication: number;
  readonly contention: number;
  /** Virtualisation, and computing where threads share cores. */
  readonly other: number;
}

export interface PredictedSlowdown {
  /** Geometric mean of time / native time, less 1, as measured means are made. */
  readonly slowdown: number;
  /** Between them 95 % of the drawn values lie. */
  readonly low: number;
  readonly high: number;
  readonly parts: SlowdownParts;
}

export function slowdownOf(times: readonly ProgramTimes[]): PredictedSlowdown {
  const sets = Math.min(...times.map(({ own }) => own.length));
  const ratios = Array.from({ length: sets }, (_, set) => meanRatio(times, set));
  const [stated = NaN, ...drawn] = ratios;
  const { low, high } = intervalOf(stated, drawn);
  return { slowdown: stated - 1, low: low - 1, high: high - 1, parts: partsOf(times, stated) };
}

function ratioOf({ own, native }: ProgramTimes, set: number): number {
  return secondsOf(own, set) / secondsOf(native, set);
}

function meanRatio(times: readonly ProgramTimes[], set: number): number {
  return Math.exp(arithmeticMean(times.map((one) => Math.log(ratioOf(one, set)))) ?? NaN);
}

/**
 * The difference of the parts of time against native, over native time. Of several programs these are added with the weights
 * by which logarithmic means make a sum of a geometric mean (Ang, Decomposition analysis for policymaking in energy, Energy
 * Policy 32, 2004): G - 1 = L(G) ln G, ln G is the mean of ln r, and ln r = (r - 1) / L(r).
 */
function partsOf(times: readonly ProgramTimes[], mean: number): SlowdownParts {
  const parts = times.map((one) => {
    const weight = logarithmicMean(mean) / logarithmicMean(ratioOf(one, 0)) / times.length;
    return differences(one, weight / secondsOf(one.native, 0));
  });
  const all = (part: keyof SlowdownParts): number => sumOf(parts.map((one) => one[part]));
  return {
    memory: all('memory'),
    communication: all('communication'),
    contention: all('contention'),
    other: all('other'),
  };
}

/** Of one program, in its own slowdown. */
export function partsOfProgram(one: ProgramTimes): SlowdownParts {
  return differences(one, 1 / secondsOf(one.native, 0));
}

function differences({ own: [own], native: [native] }: ProgramTimes, weight: number): SlowdownParts {
  const more = (part: keyof TimeParts): number => weight * ((own?.[part] ?? 0) - (native?.[part] ?? 0));
  return {
    memory: more('memorySeconds'),
    communication: more('communicationSeconds'),
    contention: more('contentionSeconds'),
    other: more('computeSeconds') + more('virtualisationSeconds'),
  };
}

/** Of a ratio and 1. */
function logarithmicMean(ratio: number): number {
  return Math.abs(ratio - 1) < 1e-9 ? 1 : (ratio - 1) / Math.log(ratio);
}

function secondsOf(all: readonly TimeParts[], set: number): number {
  const parts = all[set];
  return parts === undefined ? NaN : wholeOf(parts);
}
