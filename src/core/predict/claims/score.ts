import type { Claim, ClaimValue, Figure } from './claim';
import { foundOf } from './found';
import { isFitted } from './forFitting';
import { isPredicted, type Answer } from './question';

/** A value of a claim beside what the model says of it. */
export interface ScoredValue {
  /** N1 to N29; several values of one claim have the same. */
  readonly id: string;
  /** In words. */
  readonly claim: string;
  readonly section: string;
  /** Which of its values. */
  readonly value: string;
  readonly kind: ClaimValue['kind'];
  readonly unit: Unit;
  /** What the paper states, in this unit; of an ordering the number of its pairs. */
  readonly statedLow: number;
  readonly statedHigh: number;
  /** In the same unit; null where nothing is predicted. Of an ordering the number of pairs that are right. */
  readonly predicted: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly inside: boolean;
  readonly fitted: boolean;
  readonly condition: string | null;
  /** Why nothing is predicted; null where something is. */
  readonly why: string | null;
}

export type Unit = 'percent' | 'times' | 'decades' | 'pairs' | 'programs';

/** Every value of every claim, in their order. What is not predicted is outside. */
export function scoreClaims(claims: readonly Claim[], answer: Answer): readonly ScoredValue[] {
  return claims.flatMap(({ id, says, section, values }) =>
    values.map((value) => ({
      ...{ id, claim: says, section, value: value.what, kind: value.kind },
      ...scored(value, answer),
      fitted: isFitted(id),
      condition: value.condition ?? null,
    })),
  );
}

type Score = Pick<
  ScoredValue,
  'unit' | 'statedLow' | 'statedHigh' | 'predicted' | 'low' | 'high' | 'inside' | 'why'
>;

function scored(value: ClaimValue, answer: Answer): Score {
  const stated = statedOf(value);
  const found = foundOf(value, answer);
  if (!isPredicted(found)) {
    return { ...stated, predicted: null, low: null, high: null, inside: false, why: found.notPredicted };
  }
  const { low, high } = found;
  const inside = isInside(value.kind, found.value, stated);
  return { ...stated, predicted: found.value, low, high, inside, why: null };
}

type Stated = Pick<Score, 'unit' | 'statedLow' | 'statedHigh'>;

export function statedOf(value: ClaimValue): Stated {
  if (value.kind === 'ordering') return exactly('pairs', value.pairs.length);
  if (value.kind === 'count') return exactly('programs', value.stated);
  return { unit: UNITS[value.kind], statedLow: value.low, statedHigh: value.high };
}

function exactly(unit: Unit, number: number): Stated {
  return { unit, statedLow: number, statedHigh: number };
}

const UNITS: Readonly<Record<Figure['kind'], Unit>> = {
  change: 'percent',
  share: 'percent',
  ratio: 'times',
  decades: 'decades',
};

/** Percentages within 8 points of the range, ratios within a factor of 1.25, decades within half of one; others exactly. */
export function isInside(kind: ClaimValue['kind'], value: number, stated: StatedRange): boolean {
  const most = kind === 'ordering' || kind === 'count' ? 0 : 1;
  // 8 points are 8 points, whatever 0.47 x 100 is in binary.
  return distanceOf(kind, value, stated) <= most + 1e-9;
}

type StatedRange = Pick<Stated, 'statedLow' | 'statedHigh'>;

const POINTS = 8;
const FACTOR = 1.25;
const DECADES = 0.5;

/**
 * How far a value is from the stated range, in tolerances: 0 within it, at most 1 inside as above. Of an ordering or a
 * count the pairs or programs that are wrong. Infinite where a ratio is not above 0.
 */
export function distanceOf(
  kind: ClaimValue['kind'],
  value: number,
  { statedLow, statedHigh }: StatedRange,
): number {
  if (kind === 'ratio') {
    const beyond = value > 0 ? Math.max(statedLow / value, value / statedHigh, 1) : Infinity;
    return Math.log(beyond) / Math.log(FACTOR);
  }
  const beyond = Math.max(statedLow - value, value - statedHigh, 0);
  if (kind === 'change' || kind === 'share') return beyond / POINTS;
  return kind === 'decades' ? beyond / DECADES : beyond;
}
