import type { AttemptStanding } from './lab';
import { readRecord } from './attemptFolder';
import { grownJournal } from './grownJournal';
import { inTurn } from './inTurn';
import { journalPath } from './localCopy';
import type { LabOptions } from './options';
import { rememberedPlan } from './planFile';

/** Attempts that are kept; a workspace with more reads those again that were asked for longest ago. */
const KEPT = 200;

/**
 * How far attempts are, for views that show many of them again and again: only what a journal has grown by is read, and
 * where nothing has come it is the same object. Throws a UserError for a folder that is no attempt's.
 */
export function createStandings(options: LabOptions): (folder: string) => Promise<AttemptStanding> {
  const known = new Map<string, () => Promise<AttemptStanding>>();
  return (folder) => {
    const standing = known.get(folder) ?? rememberedStanding(options, folder);
    // The one that was asked for last is behind the others.
    known.delete(folder);
    known.set(folder, standing);
    const [oldest] = known.keys();
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
    return standing();
  };
}

function rememberedStanding(options: LabOptions, folder: string): () => Promise<AttemptStanding> {
  const journal = grownJournal(options.files, journalPath(folder));
  const plan = rememberedPlan(options, folder);
  let last: AttemptStanding | null = null;
  return inTurn(async () => {
    if (last === null) await readRecord(options.files, folder);
    const now = { folder, plan: await plan(), state: await journal.state() };
    if (last?.plan !== now.plan || last.state !== now.state) last = now;
    return last;
  });
}
