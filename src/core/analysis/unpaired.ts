import tCdf from '@stdlib/stats-base-dists-t-cdf';
import type { RatioFinding } from './compare';
import { rankSumChance } from './rankSum';
import { arithmeticMean, midranks } from './statistics';

/**
 * Times of one attempt against those of another, which share no blocks: what the hosts did meanwhile is not alike, so
 * that a difference may be the day's. `blocks` is the smaller number of sessions.
 */
export function unpairedFinding(one: readonly number[], other: readonly number[]): RatioFinding {
  const blocks = Math.min(one.length, other.length);
  const [a, b] = [momentsOf(one.map(Math.log)), momentsOf(other.map(Math.log))];
  if (a === null || b === null) return { blocks, ratio: null, interval: null, p: null, effect: null };
  const both = blocks >= 2;
  return {
    blocks,
    ratio: Math.exp(a.mean - b.mean),
    interval: both ? welch(a, b) : null,
    p: both ? rankSumChance(one, other) : null,
    effect: cliffsDelta(one, other),
  };
}

/** Of logarithms. */
interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Of the mean: variance / n. */
  readonly error: number;
}

function momentsOf(values: readonly number[]): Moments | null {
  const count = values.length;
  const mean = arithmeticMean(values);
  if (mean === null) return null;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count, mean, error: count < 2 ? 0 : squares / (count - 1) / count };
}

/** Welch's 95 % interval of the difference of mean logarithms, as ratios: the spreads may differ. */
function welch(a: Moments, b: Moments): readonly [number, number] {
  const error = a.error + b.error;
  const difference = a.mean - b.mean;
  if (error === 0) return [Math.exp(difference), Math.exp(difference)];
  const degrees = error ** 2 / (a.error ** 2 / (a.count - 1) + b.error ** 2 / (b.count - 1));
  const half = point(degrees) * Math.sqrt(error);
  return [Math.exp(difference - half), Math.exp(difference + half)];
}

/** 97.5 % point of Student's t for any number of degrees of freedom from 1, by halving. */
function point(degrees: number): number {
  let [low, high] = [1.9, 12.8];
  while (high - low > 1e-13 * high) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (tCdf(middle, degrees) < 0.975) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Share of pairs in which `one` is slower, less the share in which it is faster. */
function cliffsDelta(one: readonly number[], other: readonly number[]): number {
  const ranks = midranks([...one, ...other]);
  const sum = ranks.slice(0, one.length).reduce((total, rank) => total + rank, 0);
  const pairs = one.length * other.length;
  return (2 * (sum - (one.length * (one.length + 1)) / 2)) / pairs - 1;
}
