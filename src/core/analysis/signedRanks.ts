import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import wilcoxon from '@stdlib/stats-wilcoxon';
import { midranks } from './statistics';

/** Sums of the ranks of differences by their size; those of zero have none. */
export interface RankSums {
  readonly slower: number;
  readonly faster: number;
  readonly ranks: readonly number[];
}

export function rankSums(differences: readonly number[]): RankSums {
  const moved = differences.filter((difference) => difference !== 0);
  const ranks = midranks(moved.map(Math.abs));
  let [slower, faster] = [0, 0];
  moved.forEach((difference, at) => {
    if (difference > 0) slower += ranks[at] ?? 0;
    else faster += ranks[at] ?? 0;
  });
  return { slower, faster, ranks };
}

/** From so many differences on p is of the normal distribution. */
const MANY = 50;

/**
 * Two-sided p of Wilcoxon's signed ranks, null with fewer than two differences. Exact for fewer than 50 without ties, else
 * by the normal distribution with continuity correction, as R does. Of many the library takes as long as all else that is
 * said of them together, and its result is the same.
 */
export function signedRanksChance(differences: readonly number[], sums: RankSums): number | null {
  if (differences.length < 2) return null;
  // Nothing is known of a difference where there is none.
  if (sums.ranks.length === 0) return 1;
  return differences.length < MANY ? wilcoxon([...differences]).pValue : normalChance(sums);
}

function normalChance({ slower, faster, ranks }: RankSums): number {
  const n = ranks.length;
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - tieTerm(ranks) / 48;
  const off = Math.max(0, Math.abs(slower - faster) / 2 - 0.5);
  return Math.min(1, 2 * normalCdf(-off / Math.sqrt(variance), 0, 1));
}

/** Sum of t^3 - t over groups of t equal ranks. */
function tieTerm(ranks: readonly number[]): number {
  const groups = new Map<number, number>();
  for (const rank of ranks) groups.set(rank, (groups.get(rank) ?? 0) + 1);
  let sum = 0;
  for (const t of groups.values()) sum += t ** 3 - t;
  return sum;
}

/** 0 where nothing moved. Of no difference at all nothing can be said: it is not asked. */
export function rankBiserial({ slower, faster, ranks }: RankSums): number {
  return ranks.length === 0 ? 0 : (slower - faster) / ((ranks.length * (ranks.length + 1)) / 2);
}
