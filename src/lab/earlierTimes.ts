import { runKey, timingsOf } from '../core/analysis/timings';
import type { KnownTimes } from '../core/plan/estimate';
import { attemptFolders, readRecord } from './attemptFolder';
import type { LabOptions } from './options';
import { readPlan } from './planFile';
import { readState } from './results';

/** Attempts that are looked at, the newest ones: more would say the same, and journals can be large. */
const NEWEST = 5;

/**
 * What the newest attempts of an experiment on this host took; those of other hosts say nothing of it. Of levels that
 * were never run the program's other times in the layout stand in. An attempt that cannot be read counts for nothing:
 * whoever asks for its results is told.
 */
export async function earlierTimes(
  options: LabOptions,
  experiment: string,
  host: string,
): Promise<KnownTimes> {
  const attempts = [];
  for (const folder of await attemptFolders(options.files, experiment)) {
    if (attempts.length === NEWEST) break;
    const attempt = await readAttempt(options, folder, host).catch(() => null);
    if (attempt !== null) attempts.push(attempt);
  }
  const { runSeconds, bootSeconds, runBytes } = timingsOf(attempts);
  return {
    run: (layout, title, levels) =>
      runSeconds.get(runKey(layout, title, levels)) ?? runSeconds.get(runKey(layout, title)) ?? null,
    boot: (layout) => bootSeconds.get(layout) ?? null,
    runBytes,
  };
}

/** null for an attempt on another host. */
async function readAttempt(options: LabOptions, folder: string, host: string) {
  if ((await readRecord(options.files, folder)).host !== host) return null;
  return { plan: await readPlan(options, folder), state: await readState(options, folder) };
}
