import { appendFileSync } from 'node:fs';
import { expect } from 'vitest';
import { seededRandom, shuffled } from '../../src/core/experiment/random';
import { type FaultKind, faultKinds } from './kinds';
import { type Outcome, trial, type TrialSettings } from './trial';

/** One attempt of a campaign and the faults that it is to bear, in this order. */
export interface Trial {
  readonly kinds: readonly FaultKind[];
  readonly seed: number;
}

/** So many attempts with one fault each: every kind equally often, as far as the number allows, in random order. */
export function singleFaults(count: number, seed: number): readonly Trial[] {
  const random = seededRandom(seed);
  const kinds = Array.from({ length: count }, (_, index) => faultKinds[index % faultKinds.length]!);
  return shuffled(kinds, random).map((kind, index) => ({ kinds: [kind], seed: seed * 1000 + index }));
}

/** Attempts with several faults each. A fault of a guest comes first: it leaves something to do for the next. */
export function chains(lists: readonly (readonly string[])[], seed: number): readonly Trial[] {
  return lists.map((ids, index) => ({
    kinds: ids.map((id) => faultKinds.find((kind) => kind.id === id)!),
    seed: seed * 1000 + index,
  }));
}

/** How often an attempt may have ended before its faults came. */
const MOST_MISSES = 8;

/**
 * Bears the faults of a trial; those for which the attempt had ended too early come again on another one. Every attempt
 * must have kept its word, also those that nothing struck.
 */
export async function bear(settings: TrialSettings, { kinds, seed }: Trial): Promise<void> {
  let left = kinds;
  for (let tries = 0; left.length > 0; tries += 1) {
    expect(tries, `${left.map(({ id }) => id).join(', ')} never came in time`).toBeLessThan(MOST_MISSES);
    const outcome = await recorded(settings, left, seed + 100_000 * tries);
    const { lost, doubled, leaked, said } = outcome;
    expect({ lost, doubled, leaked }, said.join('\n----\n')).toEqual({ lost: [], doubled: [], leaked: [] });
    left = left.filter(({ id }) => !outcome.struck.includes(id));
  }
}

async function recorded(
  settings: TrialSettings,
  kinds: readonly FaultKind[],
  seed: number,
): Promise<Outcome> {
  const guests = settings.host.guests;
  try {
    const outcome = await trial(settings, kinds, seed);
    const titles = kinds.map(({ title }) => title);
    record({ guests, titles, ...outcome, said: undefined });
    return outcome;
  } catch (error) {
    record({ guests, kinds: kinds.map(({ id }) => id), seed, broken: String(error) });
    throw error;
  }
}

/** One line a trial in the file that the report is made from, when there is to be one. */
function record(line: object): void {
  const path = process.env['VMPART_FAULTS_RECORD'];
  if (path !== undefined) appendFileSync(path, `${JSON.stringify(line)}\n`);
}

export function titleOf({ kinds, seed }: Trial): string {
  return `${kinds.map(({ id }) => id).join(', ')} (seed ${seed})`;
}

/** How many faults are wanted: the number in this variable, or as many as every run of the tests does. */
export function wanted(variable: string, otherwise: number): number {
  const given = process.env[variable];
  return given === undefined ? otherwise : Number(given);
}
