import { groupBy } from '../text/groupBy';
import { outliersOf } from './outliers';
import type { Sample } from './sample';
import { median } from './statistics';

/** What one session says of one cell: a replicate. */
export interface SessionTime {
  readonly session: string;
  readonly block: number;
  /** Median of the counted runs. */
  readonly seconds: number;
  /** Runs behind it. */
  readonly runs: number;
  /** When the first of them began, seconds since 1970; null where the journal does not say. */
  readonly began: number | null;
  /** Far from the others on the scale of logarithms. It is marked, and kept. */
  readonly outlier: boolean;
}

/** One value a session, in the order in which sessions were first seen; only runs that count. */
export function sessionTimesOf(samples: readonly Sample[]): readonly SessionTime[] {
  const all = timedSessions(samples);
  for (const one of all) one.seconds = one.more === null ? one.seconds : (median(one.more) ?? one.seconds);
  const far = outliersOf(all.map(({ seconds }) => Math.log(seconds)));
  return all.map(({ run: { session, block, began }, seconds, more }, at) => ({
    ...{ session, block, seconds, runs: more?.length ?? 1, began, outlier: far[at] ?? false },
  }));
}

interface Timed {
  /** The first of the session. */
  readonly run: Sample['run'];
  seconds: number;
  /** Most sessions have one run of a cell, and there are many of them. */
  more: number[] | null;
}

function timedSessions(samples: readonly Sample[]): readonly Timed[] {
  const all: Timed[] = [];
  const find = finder(all);
  for (const sample of samples) {
    const seconds = secondsOf(sample);
    if (seconds === null) continue;
    const { run } = sample;
    const known = find(run);
    if (known === undefined) all.push({ run, seconds, more: null });
    else (known.more ??= [known.seconds]).push(seconds);
  }
  return all;
}

/**
 * Finds the session of a run among those that are there. As a plan has them, blocks come one after the other: a session of a
 * later one is new, and names need not be looked up.
 */
function finder(all: readonly Timed[]): (run: Sample['run']) => Timed | undefined {
  const byName = new Map<string, Timed>();
  let latest = -1;
  return ({ session, block }) => {
    const last = all.at(-1);
    if (last?.run.session === session) return last;
    if (block > latest) {
      latest = block;
      return undefined;
    }
    for (const one of all.slice(byName.size)) byName.set(one.run.session, one);
    return byName.get(session);
  };
}

/** Is it a time that enters figures? */
export function counts(sample: Sample): boolean {
  return secondsOf(sample) !== null;
}

/** null of one that enters no figure. A time of zero has no logarithm and is none. */
function secondsOf({ excluded, seconds }: Sample): number | null {
  return excluded.length === 0 && seconds !== null && seconds > 0 ? seconds : null;
}

/** Lists of times are held against many others. */
const byBlock = new WeakMap<readonly SessionTime[], ReadonlyMap<number, number>>();

/**
 * One time a block, by block. A plan makes one session of a cell in a block; where a resumed one made more, their
 * median.
 */
export function blockTimes(times: readonly SessionTime[]): ReadonlyMap<number, number> {
  const made = byBlock.get(times) ?? blockMedians(times);
  byBlock.set(times, made);
  return made;
}

function blockMedians(times: readonly SessionTime[]): ReadonlyMap<number, number> {
  const single = new Map(times.map(({ block, seconds }) => [block, seconds]));
  if (single.size === times.length) return single;
  const blocks = groupBy(times, ({ block }) => block);
  return new Map([...blocks].map(([block, own]) => [block, median(own.map(({ seconds }) => seconds)) ?? 0]));
}
