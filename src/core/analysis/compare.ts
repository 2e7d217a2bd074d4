import { ratioInterval } from './interval';
import { rememberedPairs } from './rememberedPairs';
import { blockTimes, type SessionTime } from './sessionTimes';
import { rankBiserial, rankSums, signedRanksChance } from './signedRanks';
import { sumOf } from './statistics';

/** Times of one cell held against those of another, within blocks. */
export interface PairedTimes {
  /** Blocks that have both, in their order. */
  readonly blocks: readonly number[];
  /** Of times one / other, natural logarithms, a block each. */
  readonly logRatios: readonly number[];
}

/** What the blocks say of the ratio of two times. */
export interface RatioFinding {
  readonly blocks: number;
  /** Geometric mean of one / other over blocks; null without a block that has both. */
  readonly ratio: number | null;
  /** Student's 95 % interval of the mean log ratio, as ratios; null with one block. */
  readonly interval: readonly [number, number] | null;
  /** Two-sided, Wilcoxon's signed ranks of the log ratios; null with fewer than two blocks. */
  readonly p: number | null;
  /** Rank-biserial correlation of the pairs (Kerby 2014): 1 where each block has one slower, -1 where faster. */
  readonly effect: number | null;
}

/** A cell and its baseline are held against one another for slowdown, mean and comparison. */
const known = rememberedPairs<PairedTimes>();

export function paired(one: readonly SessionTime[], other: readonly SessionTime[]): PairedTimes {
  return known(one, other, () => pair(one, other));
}

function pair(one: readonly SessionTime[], other: readonly SessionTime[]): PairedTimes {
  return isByBlock(one) && isByBlock(other) ? pairInOrder(one, other) : pairByBlock(one, other);
}

/** One session a block in the order of the blocks, as a plan makes them. */
function isByBlock(times: readonly SessionTime[]): boolean {
  return times.every(({ block }, at) => at === 0 || block > (times[at - 1]?.block ?? 0));
}

/** Side by side: long attempts have thousands of blocks, and each cell is held against several. */
function pairInOrder(one: readonly SessionTime[], other: readonly SessionTime[]): PairedTimes {
  const [blocks, logRatios]: [number[], number[]] = [[], []];
  let at = 0;
  for (const { block, seconds } of one) {
    while ((other[at]?.block ?? Infinity) < block) at += 1;
    const base = other[at];
    if (base?.block !== block) continue;
    blocks.push(block);
    logRatios.push(Math.log(seconds / base.seconds));
  }
  return { blocks, logRatios };
}

function pairByBlock(one: readonly SessionTime[], other: readonly SessionTime[]): PairedTimes {
  const [own, base] = [blockTimes(one), blockTimes(other)];
  const blocks = [...own.keys()].filter((block) => base.has(block)).sort((a, b) => a - b);
  const logRatios = blocks.map((block) => Math.log((own.get(block) ?? NaN) / (base.get(block) ?? NaN)));
  return { blocks, logRatios };
}

export function findingOf({ logRatios }: PairedTimes): RatioFinding {
  const blocks = logRatios.length;
  if (blocks === 0) return { blocks, ratio: null, interval: null, p: null, effect: null };
  const interval = ratioInterval(logRatios);
  const sums = rankSums(logRatios);
  return {
    blocks,
    ratio: Math.exp(sumOf(logRatios) / blocks),
    interval: interval === null ? null : [interval.low, interval.high],
    p: signedRanksChance(logRatios, sums),
    effect: rankBiserial(sums),
  };
}
