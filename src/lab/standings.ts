import { readRecord } from './attemptFolder';
import type { AttemptStanding } from './lab';
import type { LabOptions } from './options';
import { journalPath } from './localCopy';
import { readPlan } from './planFile';
import { readState } from './results';

/** Attempts that are kept; a workspace with more reads those again that were asked for longest ago. */
const KEPT = 200;

/**
 * How far attempts are, for views that show many of them again and again. What was read is kept while the journal does
 * not grow. Throws a UserError for a folder that is no attempt's.
 */
export function createStandings(options: LabOptions): (folder: string) => Promise<AttemptStanding> {
  const known = new Map<string, { readonly sizes: string; readonly standing: Promise<AttemptStanding> }>();
  return async (folder) => {
    const sizes = await sizesOf(options, folder);
    const kept = known.get(folder);
    known.delete(folder);
    const standing = kept?.sizes === sizes ? kept.standing : read(options, folder);
    known.set(folder, { sizes, standing });
    const [oldest] = known.keys();
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
    // What went wrong may be right the next time, at the same sizes.
    return await standing.catch((error: unknown) => {
      if (known.get(folder)?.standing === standing) known.delete(folder);
      throw error;
    });
  };
}

/** A journal only grows, and a plan stays; a file that is gone or was put back has another size. */
async function sizesOf({ files }: LabOptions, folder: string): Promise<string> {
  const paths = [`${folder}/attempt.json`, `${folder}/plan.json`, journalPath(folder)];
  return (await Promise.all(paths.map((path) => files.size(path)))).join();
}

async function read(options: LabOptions, folder: string): Promise<AttemptStanding> {
  await readRecord(options.files, folder);
  return { folder, plan: await readPlan(options, folder), state: await readState(options, folder) };
}
