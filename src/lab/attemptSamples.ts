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
  const known = new WeakMap<RunState, Sample>();
  const byId = new Map(workloads.map((workload) => [workload.id, workload]));
  const tellOf = listFamily();
  /** Samples that are final, and their runs. */
  let settled: {
    readonly runs: readonly RunState[];
    readonly samples: readonly Sample[];
    readonly count: number;
  } = { runs: [], samples: [], count: 0 };
  return async (runs) => {
    const ended = endedRuns({ runs });
    const isGrown = settled.count <= ended && isBeginning(settled.runs, settled.count, runs);
    const kept = isGrown ? settled.count : 0;
    const later = runs.slice(kept, ended);
    const fresh = later.filter((run) => !known.has(run));
    const without = new Map<RunState, Sample>();
    await readOutputs(files, folder, fresh, (run, output) => {
      const sample = sampleOf(run, byId.get(run.workload), output);
      (output === null ? without : known).set(run, sample);
    });
    const before = kept === settled.samples.length ? settled.samples : settled.samples.slice(0, kept);
    const samples = before.concat(later.flatMap((run) => known.get(run) ?? without.get(run) ?? []));
    tellOf(samples, kept);
    // What lies behind an output that is not here is asked for again with it.
    const missing = later.findIndex((run) => without.has(run));
    settled = { runs, samples, count: missing < 0 ? ended : kept + missing };
    return { samples, isWhole: without.size === 0 };
  };
}
