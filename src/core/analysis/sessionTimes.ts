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
  const groups = [...groupBy(samples.filter(counts), ({ run }) => run.session).entries()];
  const times = groups.flatMap(([session, own]) => {
    const seconds = median(own.flatMap((sample) => sample.seconds ?? []));
    const [first] = own;
    if (seconds === null || first === undefined) return [];
    const { block, began } = first.run;
    return [{ session, block, seconds, runs: own.length, began }];
  });
  const far = outliersOf(times.map(({ seconds }) => Math.log(seconds)));
  return times.map((time, at) => ({ ...time, outlier: far[at] ?? false }));
}

/** Is it a time that enters figures? A time of zero has no logarithm and is none. */
export function counts(sample: Sample): boolean {
  return sample.excluded.length === 0 && sample.seconds !== null && sample.seconds > 0;
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
