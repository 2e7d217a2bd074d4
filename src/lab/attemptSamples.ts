import { isBeginning } from '../core/analysis/grown';
import { sampleOf } from '../core/analysis/samples';
import type { Sample } from '../core/analysis/sample';
import type { Workload } from '../core/experiment/workload';
import { endedRuns, type RunState } from '../core/journal/state';
import { listFamily } from '../core/text/listFamily';
import type { Files } from './ports';
import { readOutputs } from './readOutputs';

export interface AttemptSamples {
  /** One for each run that has ended, in their order. */
  readonly samples: readonly Sample[];
  /** False while output of a run is not here. */
  readonly isWhole: boolean;
}

/**
 * Samples of an attempt's runs, asked for again and again while it goes on. Output is read once for each run, again where
 * it was not here, or where something new was said of the run. One call at a time.
 */
export function rememberedSamples(
  files: Files,
  folder: string,
  workloads: readonly Workload[],
): (runs: readonly RunState[]) => Promise<AttemptSamples> {
  const byId = new Map(workloads.map((workload) => [workload.id, workload]));
  const tellOf = listFamily();
  let last: Last = { runs: [], samples: [], count: 0, without: new Set() };
  return async (runs) => {
    const ended = endedRuns({ runs });
    const isGrown = last.count <= ended && isBeginning(last.runs, last.count, runs);
    const kept = isGrown ? last.count : 0;
    const later = runs.slice(kept, ended);
    const known = knownBehind(last, kept);
    const fresh = later.filter((run) => !known.has(run));
    const without = new Set<RunState>();
    await readOutputs(files, folder, fresh, (run, output) => {
      known.set(run, sampleOf(run, byId.get(run.workload), output));
      if (output === null) without.add(run);
    });
    const before = kept === last.samples.length ? last.samples : last.samples.slice(0, kept);
    const samples = before.concat(later.flatMap((run) => known.get(run) ?? []));
    tellOf(samples, kept);
    // What lies behind an output that is not here is asked for again with it.
    const missing = later.findIndex((run) => without.has(run));
    last = { runs, samples, count: missing < 0 ? ended : kept + missing, without };
    return { samples, isWhole: without.size === 0 };
  };
}

/** What was asked for last. */
interface Last {
  readonly runs: readonly RunState[];
  readonly samples: readonly Sample[];
  /** So many samples from the first on are final. */
  readonly count: number;
  /** Runs whose output was not here. */
  readonly without: ReadonlySet<RunState>;
}

/** Samples that need not be made again, of those behind what both lists begin with: few, as long as an attempt goes on. */
function knownBehind({ samples, without }: Last, kept: number): Map<RunState, Sample> {
  const behind = samples.slice(kept).filter(({ run }) => !without.has(run));
  return new Map(behind.map((sample) => [sample.run, sample]));
}
