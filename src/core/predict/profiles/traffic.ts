import type { Profile, Sweep } from './profile';

/** Bytes between caches and memory in the timed region, all ranks, where each has so much cache to itself. */
export function trafficBytes(profile: Profile, cacheBytesPerRank: number): number {
  return profile.sweeps.reduce((sum, sweep) => sum + fetchedBytes(sweep, cacheBytesPerRank), 0);
}

/**
 * Of one sweep. The share that is not in the cache falls on a line from 1 with no cache to 0 where all fits: strict
 * least-recently-used would be a step, since a sweep throws out what it will want next, and random replacement lies
 * between. Caches of processors are neither, and their hit curves are between the two as well.
 */
export function fetchedBytes({ bytes, reuseBytes }: Sweep, cacheBytesPerRank: number): number {
  return bytes.value * missShare(reuseBytes.value, cacheBytesPerRank);
}

function missShare(reuseBytes: number, cacheBytes: number): number {
  return reuseBytes <= cacheBytes ? 0 : 1 - cacheBytes / reuseBytes;
}
