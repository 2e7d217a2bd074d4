import { median } from '../../analysis/statistics';
import type { ScoredValue } from './score';

/** How the model fares as a whole. */
export interface ClaimsSummary {
  readonly heldOut: Counts;
  readonly fitted: Counts;
  /**
   * Middle distance of held-out percentages from what is stated, in points, 0 within a stated range; null where half of
   * them or more are not predicted, since these count as infinitely far.
   */
  readonly medianErrorPoints: number | null;
  readonly orderings: Orderings;
}

/** Of values, not of claims. */
export interface Counts {
  readonly values: number;
  readonly inside: number;
  readonly notPredicted: number;
  /** Whose interval holds a number that is stated. */
  readonly covered: number;
}

export interface Orderings {
  readonly right: readonly ScoredValue[];
  readonly wrong: readonly ScoredValue[];
  readonly notPredicted: readonly ScoredValue[];
}

export function summaryOf(values: readonly ScoredValue[]): ClaimsSummary {
  const heldOut = values.filter(({ fitted }) => !fitted);
  const errors = heldOut.filter(({ unit }) => unit === 'percent').map(errorOf);
  const middle = median(errors);
  const orderings = values.filter(({ kind }) => kind === 'ordering');
  return {
    heldOut: countsOf(heldOut),
    fitted: countsOf(values.filter(({ fitted }) => fitted)),
    medianErrorPoints: middle !== null && Number.isFinite(middle) ? middle : null,
    orderings: {
      right: orderings.filter(({ inside }) => inside),
      wrong: orderings.filter(({ inside, predicted }) => !inside && predicted !== null),
      notPredicted: orderings.filter(({ predicted }) => predicted === null),
    },
  };
}

function countsOf(values: readonly ScoredValue[]): Counts {
  return {
    values: values.length,
    inside: values.filter(({ inside }) => inside).length,
    notPredicted: values.filter(({ predicted }) => predicted === null).length,
    covered: values.filter(isCovered).length,
  };
}

/** Of an ordering or a count, an interval of none to all holds it as well: that says that nothing is certain. */
function isCovered({ low, high, statedLow, statedHigh }: ScoredValue): boolean {
  return low !== null && high !== null && low <= statedHigh && high >= statedLow;
}

function errorOf({ predicted, statedLow, statedHigh }: ScoredValue): number {
  return predicted === null ? Infinity : Math.max(0, statedLow - predicted, predicted - statedHigh);
}
