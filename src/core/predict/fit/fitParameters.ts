import { seededRandom, shuffled } from '../../experiment/random';
import { isFitted, type ClaimForFitting } from '../claims/forFitting';
import type { Answer } from '../claims/question';
import {
  fittedParameters,
  startValues,
  type FittedName,
  type FittedParameter,
  type FittedValues,
} from '../fittedParameters';
import { shareAt, valueAt, type Range } from '../ranges';
import { lossOf, penaltyOf } from './loss';
import { narrowed } from './narrowed';

export interface FitOptions {
  /** Of the order in which parameters are tried. */
  readonly seed?: number;
  /** After so many times that claims were held against the model it stops, settled or not. */
  readonly mostTries?: number;
  /** Only these are moved, of those that have claims. */
  readonly only?: readonly FittedName[];
}

/** What became of one parameter. Losses are those of its own claims. */
export interface FittedOne {
  readonly name: FittedName;
  readonly start: number;
  readonly value: number;
  /** Of its range, in the logarithm where the range is above 0: 0.25 is a quarter of it up. */
  readonly moved: number;
  /** Those that could see it. */
  readonly claims: readonly string[];
  readonly lossAtStart: number;
  readonly loss: number;
  /** What is believable of it afterwards: see narrowed.ts. */
  readonly range: Range;
}

export interface Fit {
  /** All parameters, those without claims at their start. */
  readonly values: FittedValues;
  /** Those that have claims, in the order of fittedParameters.ts. */
  readonly parameters: readonly FittedOne[];
  /** How many times claims were held against the model. */
  readonly tries: number;
  /** No parameter gained anything by a step of `SMALLEST_STEP` any more. */
  readonly isSettled: boolean;
}

/** Of a range: where steps begin, and where a parameter has arrived. */
const FIRST_STEP = 1 / 4;
const SMALLEST_STEP = 1 / 32;
const MOST_TRIES = 1_500;
/** Less is no gain. */
const GAIN = 1e-6;

/**
 * Values of the parameters that claims may set. Each is moved by the claims that are named for it alone: it takes a step up
 * or down its range when the loss of these claims and the penalty for leaving the start become less by it, all others
 * being where they are; where neither step gains, its step is halved. So round after round, in seeded order, until all
 * steps are small (pattern search: Hooke, Jeeves, JACM 8(2), 1961, with an aim of its own for each parameter). What is best
 * for all is not sought: a claim that knows nothing of a parameter should not set it. docs/model/fit.md.
 *
 * `answerWith` gives the model with values, at best without draws. Throws when a claim is among them that is held out.
 */
export function fitParameters(
  claims: readonly ClaimForFitting[],
  answerWith: (values: FittedValues) => Answer,
  { seed = 1, mostTries = MOST_TRIES, only }: FitOptions = {},
): Fit {
  for (const { id } of claims)
    if (!isFitted(id)) throw new Error(`${id} is held out: nothing may be fitted on it`);
  const losses = lossesOf(claims, answerWith);
  const moving = movable(claims, only);
  const random = seededRandom(seed);
  const at = new Map(moving.map(({ name, start }) => [name, start]));
  const steps = new Map(moving.map(({ name }) => [name, FIRST_STEP]));
  const valuesAt = (name?: FittedName, share = 0): FittedValues => valuesOf(moving, at, name, share);
  const costAt = ({ name, claims: own, start }: Moving, share: number): number =>
    losses.of(own, valuesAt(name, share)) + penaltyOf(share - start);
  const isMoving = ({ name }: Moving): boolean => (steps.get(name) ?? 0) >= SMALLEST_STEP;
  while (moving.some(isMoving) && losses.tries() < mostTries) {
    for (const one of shuffled(moving.filter(isMoving), random)) {
      if (losses.tries() >= mostTries) break;
      const here = at.get(one.name) ?? one.start;
      const step = steps.get(one.name) ?? 0;
      const now = costAt(one, here);
      const better = [here + step, here - step]
        .map((share) => Math.min(1, Math.max(0, share)))
        .find((share) => share !== here && costAt(one, share) < now - GAIN);
      if (better === undefined) steps.set(one.name, step / 2);
      else at.set(one.name, better);
    }
  }
  const values = valuesAt();
  return {
    values,
    parameters: moving.map((one) => {
      const { name, start, claims: own } = one;
      const share = at.get(name) ?? start;
      const lossAt = (other: number): number => losses.of(own, valuesAt(name, other));
      return {
        ...{ name, start: startValues[name], value: values[name], moved: share - start },
        claims: own.map(({ id }) => id),
        ...{ lossAtStart: losses.of(own, startValues), loss: lossAt(share) },
        range: narrowed(one.range, share, lossAt),
      };
    }),
    tries: losses.tries(),
    isSettled: !moving.some(isMoving),
  };
}

interface Moving {
  readonly name: FittedName;
  readonly range: Range;
  /** Share of the range. */
  readonly start: number;
  readonly claims: readonly ClaimForFitting[];
}

/** Parameters with claims of their own among these. */
function movable(claims: readonly ClaimForFitting[], only?: readonly FittedName[]): readonly Moving[] {
  const all: readonly (readonly [string, FittedParameter])[] = Object.entries(fittedParameters);
  return all.flatMap(([key, { range, start, fittedOn }]) => {
    const name = key as FittedName;
    const own = claims.filter(({ id }) => fittedOn.includes(id));
    if (own.length === 0 || only?.includes(name) === false) return [];
    return [{ name, range, start: shareAt(range, start), claims: own }];
  });
}

/** Where nothing has moved stands the start itself, to the last bit. */
function valuesOf(
  moving: readonly Moving[],
  at: ReadonlyMap<FittedName, number>,
  name: FittedName | undefined,
  share: number,
): FittedValues {
  const moved = moving.flatMap((one) => {
    const now = one.name === name ? share : (at.get(one.name) ?? one.start);
    return now === one.start ? [] : [[one.name, valueAt(one.range, now)] as const];
  });
  return { ...startValues, ...Object.fromEntries(moved) };
}

interface Losses {
  readonly of: (claims: readonly ClaimForFitting[], values: FittedValues) => number;
  readonly tries: () => number;
}

/** Remembers: most steps are tried beside a point that is known. */
function lossesOf(claims: readonly ClaimForFitting[], answerWith: (values: FittedValues) => Answer): Losses {
  const known = new Map<string, Map<string, number>>(claims.map(({ id }) => [id, new Map()]));
  let tries = 0;
  return {
    of: (own, values) => {
      const point = JSON.stringify(values);
      const asked = own.filter(({ id }) => known.get(id)?.has(point) === false);
      if (asked.length > 0) {
        tries += 1;
        const answer = answerWith(values);
        for (const claim of asked) known.get(claim.id)?.set(point, lossOf(claim, answer));
      }
      return own.reduce((sum, { id }) => sum + (known.get(id)?.get(point) ?? 0), 0);
    },
    tries: () => tries,
  };
}
