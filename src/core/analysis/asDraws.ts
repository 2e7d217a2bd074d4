import { ratioInterval } from './interval';
import type { CellResult, Comparison, MeanSlowdown, Results } from './results';
import { verdictOf } from './verdict';

/**
 * Blocks of a predicted attempt are no repetitions: each has other values of what nobody has published, of which one set
 * is true. So its intervals are those in which 95 % of further draws lie, not those of a mean, which more blocks would make
 * as narrow as one likes; and there is nothing to be tested, nor an order in which anything happened.
 */
export type Drawn = Pick<Results, 'cells' | 'means' | 'comparisons' | 'order' | 'sequential'>;

export const DRAWS_NOTE =
  'each block has other values of what nobody has published: 95 % of such draws lie in the intervals, and more blocks make them no narrower';

export function asDraws(
  { cells, means, comparisons }: Drawn,
  margin: number,
  blocks: number,
  calibratedFrom: readonly string[] = [],
): Drawn {
  return {
    cells: cells.map((cell) => cellAsDraws(cell, blocks)),
    means: means.map((mean): MeanSlowdown => ({
      ...mean,
      geometricInterval: ofSlowdowns(mean.geometricInterval, blocks),
    })),
    comparisons: comparisons.map((comparison) => comparisonAsDraws(comparison, margin)),
    order: [],
    sequential:
      calibratedFrom.length === 0
        ? DRAWS_NOTE
        : `${DRAWS_NOTE}; the host is calibrated from ${calibratedFrom.join(', ')}`,
  };
}

function cellAsDraws(cell: CellResult, blocks: number): CellResult {
  return {
    ...cell,
    medianInterval: drawInterval(cell.times.map(({ seconds }) => seconds)) ?? cell.medianInterval,
    slowdownInterval: ofSlowdowns(cell.slowdownInterval, blocks),
  };
}

/** Neither tested nor corrected: what the interval says. */
function comparisonAsDraws(comparison: Comparison, margin: number): Comparison {
  const { blocks, ratio } = comparison;
  const interval = comparison.interval === null ? null : ofDraws(comparison.interval, blocks);
  const isApart = interval !== null && (interval[0] > 1 || interval[1] < 1);
  const p = isApart ? 0 : null;
  const verdict = verdictOf({ ratio, interval, p }, margin, () => 'none');
  return { ...comparison, interval, p: null, adjusted: null, verdict };
}

/** Of times, each a draw: Student's on logarithms, for one draw more; null of fewer than two. */
function drawInterval(seconds: readonly number[]): readonly [number, number] | null {
  const interval = ratioInterval(seconds.map(Math.log));
  return interval === null ? null : ofDraws([interval.low, interval.high], seconds.length);
}

function ofSlowdowns(
  interval: readonly [number, number] | null,
  blocks: number,
): readonly [number, number] | null {
  if (interval === null) return null;
  const [low, high] = ofDraws([1 + interval[0], 1 + interval[1]], blocks);
  return [low - 1, high - 1];
}

/** Student's interval of a mean log ratio as that of one draw more, which is sqrt(n + 1) times as wide. */
function ofDraws([low, high]: readonly [number, number], blocks: number): readonly [number, number] {
  const middle = (Math.log(low) + Math.log(high)) / 2;
  const half = ((Math.log(high) - Math.log(low)) / 2) * Math.sqrt(blocks + 1);
  return [Math.exp(middle - half), Math.exp(middle + half)];
}
