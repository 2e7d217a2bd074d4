import { type Against, heldAgainst } from '../core/analysis/against';
import { attemptDifferences, type AttemptOrigins } from '../core/analysis/attemptDifferences';
import type { Drift } from '../core/topology/drift';
import { readRecord } from './attemptFolder';
import { firstFacts } from './knownAttempt';
import { type AttemptResults, UserError } from './lab';
import { sourceOf } from './openArchive';
import type { LabOptions } from './options';
import { readPlan } from './planFile';
import { createResults, type ResultsOf } from './results';

/** Two attempts beside each other. */
export interface HeldAttempts {
  readonly one: AttemptResults;
  readonly other: AttemptResults;
  readonly against: Against;
  /** What else is not alike, from the earlier of both to the later. */
  readonly differences: readonly Drift[];
}

/**
 * One attempt held against another: each a folder, an archive, or an experiment's newest. null where one of both has no
 * attempt yet. Throws a UserError for what cannot be read, and for an attempt against itself.
 */
export type HoldAttempts = (one: string, other: string) => Promise<HeldAttempts | null>;

export function createHeldAttempts(options: LabOptions, results: ResultsOf): HoldAttempts {
  return async (onePath, otherPath) => {
    const one = await known(options, results, onePath);
    const other = await known(options, results, otherPath);
    if (one === null || other === null) return null;
    if (one.found.folder === other.found.folder) throw sameAttempt(one.found);
    const [earlier, later] = one.origins.attempt < other.origins.attempt ? [one, other] : [other, one];
    return {
      ...{ one: one.found, other: other.found },
      against: heldAgainst(one.found.results, other.found.results),
      differences: attemptDifferences(earlier.origins, later.origins),
    };
  };
}

interface Known {
  readonly found: AttemptResults;
  readonly origins: AttemptOrigins;
}

async function known(options: LabOptions, results: ResultsOf, path: string): Promise<Known | null> {
  const source = await sourceOf(options, path);
  const read = source.options === options ? results : createResults(source.options);
  const found = await read(source.path);
  return found === null ? null : { found, origins: await originsOf(source.options, found) };
}

async function originsOf(options: LabOptions, { folder, state }: AttemptResults): Promise<AttemptOrigins> {
  const { attempt, host, madeFrom } = await readRecord(options.files, folder);
  return {
    ...{ attempt, host, documents: madeFrom?.documents ?? null },
    plan: await readPlan(options, folder),
    facts: await firstFacts(options, folder, state.facts),
  };
}

function sameAttempt({ folder, results }: AttemptResults): UserError {
  const words = `Both are the same attempt, ${results.attempt}.`;
  return new UserError(words, 'Name another attempt, or another experiment.', folder);
}
