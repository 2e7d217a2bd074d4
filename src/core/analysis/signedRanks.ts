import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import signedRankCdf from '@stdlib/stats-base-dists-signrank-cdf';

/** Sums of the ranks of differences by their size; those of zero have none. */
export interface RankSums {
  readonly slower: number;
  readonly faster: number;
  /** How many differences have a rank. */
  readonly count: number;
  /** Sum of t^3 - t over groups of t that are equal in size. */
  readonly ties: number;
}

/** Both signs are sorted apart and gone through side by side, so that each rank is met with its sign. */
export function rankSums(differences: readonly number[]): RankSums {
  const above = sizesOf(differences, 1);
  const below = sizesOf(differences, -1);
  const count = above.length + below.length;
  let [slower, faster, ties] = [0, 0, 0];
  for (let [up, down] = [0, 0]; up + down < count;) {
    const size = Math.min(above[up] ?? Infinity, below[down] ?? Infinity);
    const [firstUp, firstDown] = [up, down];
    while (above[up] === size) up += 1;
    while (below[down] === size) down += 1;
    const equal = up - firstUp + (down - firstDown);
    // Equal ones share the mean of their places.
    const rank = firstUp + firstDown + (equal + 1) / 2;
    slower += (up - firstUp) * rank;
    faster += (down - firstDown) * rank;
    ties += equal ** 3 - equal;
  }
  return { slower, faster, count, ties };
}

/** Of the differences above zero, or with -1 below it, smallest first. */
function sizesOf(differences: readonly number[], sign: 1 | -1): Float64Array {
  const sizes = new Float64Array(differences.length);
  let count = 0;
  for (let at = 0; at < differences.length; at += 1) {
    const size = sign * (differences[at] ?? 0);
    if (size > 0) sizes[count++] = size;
  }
  return sizes.subarray(0, count).sort();
}

/** From so many differences on p is of the normal distribution. */
const MANY = 50;

/**
 * Two-sided p of Wilcoxon's signed ranks, null with fewer than two differences. Exact for fewer than 50 without ties, else
 * by the normal distribution with continuity correction, as R does.
 */
export function signedRanksChance(differences: readonly number[], sums: RankSums): number | null {
  if (differences.length < 2) return null;
  // Nothing is known of a difference where there is none.
  if (sums.count === 0) return 1;
  const isExact = differences.length < MANY && sums.count === differences.length && sums.ties === 0;
  return isExact ? exactChance(sums) : normalChance(sums);
}

/** By the number of differences and the smaller sum of ranks, which alone decide it: some thousands. */
const exact = new Map<number, number>();

function exactChance({ slower, faster, count }: RankSums): number {
  const less = Math.min(slower, faster);
  const key = count * MANY * MANY + less;
  let p = exact.get(key);
  // Both tails are alike.
  if (p === undefined) exact.set(key, (p = Math.min(1, 2 * signedRankCdf(less, count))));
  return p;
}

function normalChance({ slower, faster, count: n, ties }: RankSums): number {
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - ties / 48;
  const off = Math.max(0, Math.abs(slower - faster) / 2 - 0.5);
  return Math.min(1, 2 * normalCdf(-off / Math.sqrt(variance), 0, 1));
}

/** 0 where nothing moved. Of no difference at all nothing can be said: it is not asked. */
export function rankBiserial({ slower, faster, count }: RankSums): number {
  return count === 0 ? 0 : (slower - faster) / ((count * (count + 1)) / 2);
}
