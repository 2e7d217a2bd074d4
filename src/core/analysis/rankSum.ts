import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import { midranks } from './statistics';

/** Above so many values on either side the normal distribution stands in, as in R. */
const EXACT = 50;

/**
 * Two-sided p of Wilcoxon's rank sum test (Mann and Whitney's U): exact below 50 values on each side without ties, else
 * by the normal distribution with corrections for ties and continuity.
 */
export function rankSumChance(one: readonly number[], other: readonly number[]): number {
  const [n, m] = [one.length, other.length];
  const ranks = midranks([...one, ...other]);
  const sum = ranks.slice(0, n).reduce((total, rank) => total + rank, 0);
  const u = sum - (n * (n + 1)) / 2;
  const tied = new Set(ranks).size < ranks.length;
  return tied || n >= EXACT || m >= EXACT ? byNormal(u, n, m, ranks) : exactly(u, n, m);
}

function exactly(u: number, n: number, m: number): number {
  const ways = waysOf(n, m);
  const all = ways.reduce((sum, way) => sum + way, 0);
  const least = Math.min(u, n * m - u);
  const tail = ways.slice(0, least + 1).reduce((sum, way) => sum + way, 0);
  return Math.min(1, (2 * tail) / all);
}

/**
 * In how many orders of n and m values each U comes out, by U: choices of n places among n + m whose sum is U above the
 * least one. Sums of positive numbers alone, so that doubles lose nothing that matters.
 */
function waysOf(n: number, m: number): readonly number[] {
  const top = n * m;
  // By how many values are placed, and how many of the others lie below them in all.
  const ways = Array.from({ length: n + 1 }, () => new Array<number>(top + 1).fill(0));
  ways[0]?.fill(1, 0, 1);
  for (let below = 0; below <= m; below++) {
    for (let placed = 1; placed <= n; placed++) {
      const [own, before] = [ways[placed], ways[placed - 1]];
      if (own === undefined || before === undefined) continue;
      for (let u = below; u <= top; u++) own[u] = (own[u] ?? 0) + (before[u - below] ?? 0);
    }
  }
  return ways[n] ?? [];
}

function byNormal(u: number, n: number, m: number, ranks: Float64Array): number {
  const total = n + m;
  const groups = new Map<number, number>();
  for (const rank of ranks) groups.set(rank, (groups.get(rank) ?? 0) + 1);
  const ties = [...groups.values()].reduce((sum, size) => sum + size ** 3 - size, 0);
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  if (variance === 0) return 1;
  const from = u - (n * m) / 2;
  const z = (Math.abs(from) - 0.5) / Math.sqrt(variance);
  return from === 0 ? 1 : Math.min(1, 2 * normalCdf(-z, 0, 1));
}
