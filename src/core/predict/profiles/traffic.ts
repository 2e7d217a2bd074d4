import { currentValues } from '../currentValues';
import { fitted, type FittedValues } from '../fittedParameters';
import type { Sourced } from '../sourced';
import type { Profile, Sweep } from './profile';

/** Bytes between caches and memory in the timed region, all ranks, where each has so much cache to itself. */
export function trafficBytes(
  profile: Profile,
  cacheBytesPerRank: number,
  values: FittedValues = currentValues,
): number {
  return profile.sweeps.reduce((sum, sweep) => sum + fetchedBytes(sweep, cacheBytesPerRank, values), 0);
}

/**
 * Of one sweep. The share that is not in the cache falls from 1 with no cache to 0 where all fits, on a curve whose shape is
 * assumed (`missCurveExponent`; 1 is a straight line). Strict least-recently-used would be a step, since a sweep throws out what it will
 * want next; the best replacement would be the line, and so is least-recently-used where sweeps turn round.
 */
export function fetchedBytes(
  { bytes, reuseBytes }: Sweep,
  cacheBytesPerRank: number,
  values: FittedValues = currentValues,
): number {
  return bytes.value * missShare(reuseBytes.value, cacheBytesPerRank, missCurveExponent(values).value);
}

/** Shape of the curve. */
export function missCurveExponent(values: FittedValues): Sourced {
  return fitted('missCurveExponent', values);
}

function missShare(reuseBytes: number, cacheBytes: number, exponent: number): number {
  return reuseBytes <= cacheBytes ? 0 : 1 - (cacheBytes / reuseBytes) ** exponent;
}
