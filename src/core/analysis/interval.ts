import { squaresAround, sumOf } from './statistics';

/**
 * Student's t interval of a ratio. The host decides by src/payload/host/interval.c, its twin: a change here is a change
 * there, and a test holds both against one another.
 */

/** Of the 95 % interval of a ratio. */
export interface RatioInterval {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** `high` less `low`, without cancellation where they are close. */
  readonly width: number;
}

/** By differences of logarithms, one a block; null with fewer than two. */
export function ratioInterval(differences: readonly number[]): RatioInterval | null {
  const count = differences.length;
  if (count < 2) return null;
  const mean = sumOf(differences) / count;
  const half = tPoint(count - 1) * Math.sqrt(squaresAround(mean, differences) / (count - 1) / count);
  return {
    ratio: Math.exp(mean),
    low: Math.exp(mean - half),
    high: Math.exp(mean + half),
    width: 2 * Math.exp(mean) * Math.sinh(half),
  };
}

/** 97.5 % points for 1 to 30 degrees of freedom, all digits of a double. */
const POINTS = [
  ...[12.706204736174705, 4.302652729749464, 3.1824463052837095, 2.7764451051977943, 2.5705818356363155],
  ...[2.44691185114497, 2.3646242515927853, 2.3060041352041667, 2.2621571627982053, 2.228138851986275],
  ...[2.2009851600916397, 2.178812829667229, 2.1603686564627926, 2.144786687917804, 2.1314495455597755],
  ...[2.1199052992212546, 2.109815577833317, 2.1009220402410387, 2.0930240544083096, 2.085963447265865],
  ...[2.0796138447276804, 2.0738730679040263, 2.0686576104190486, 2.063898561628026, 2.0595385527532977],
  ...[2.055529438642873, 2.0518305164802855, 2.048407141795245, 2.0452296421327043, 2.042272456301238],
];

/**
 * 97.5 % point of Student's t, `degrees` from 1. Beyond the table the expansion in 1/n around the normal point
 * (Abramowitz and Stegun 26.7.5, four terms), whose coefficients are those of this one point. Relative error at most
 * 1.3e-8, at 31 degrees.
 */
export function tPoint(degrees: number): number {
  const known = POINTS[degrees - 1];
  if (known !== undefined) return known;
  const n = degrees;
  return (
    1.9599639845400543 +
    (2.372271230298563 + (2.8224986157396117 + (2.5558496795077232 + 1.5895340533938236 / n) / n) / n) / n
  );
}
