import { isBeginning } from '../core/analysis/grown';
import { sampleOf } from '../core/analysis/samples';
import type { Sample } from '../core/analysis/sample';
import type { Workload } from '../core/experiment/workload';
import { endedRuns, type RunState } from '../core/journal/state';
import { listFamily } from '../core/text/listFamily';
import type { Files } from './ports';
import { isRawFile } from './rawFile';

/** Longest output of one run that is read for its numbers, bytes; they stand at its end, so the end is kept. */
const MAX_OUTPUT = 4 * 1024 * 1024;
/** Outputs that are read at the same time. */
const AT_ONCE = 32;

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
    for (let first = 0; first < fresh.length; first += AT_ONCE) {
      const some = fresh.slice(first, first + AT_ONCE);
      const outputs = await Promise.all(some.map((run) => outputOf(files, folder, run)));
      some.forEach((run, at) => {
        const output = outputs[at] ?? null;
        const sample = sampleOf(run, byId.get(run.workload), output);
        (output === null ? without : known).set(run, sample);
      });
    }
    const before = kept === settled.samples.length ? settled.samples : settled.samples.slice(0, kept);
    const samples = before.concat(later.flatMap((run) => known.get(run) ?? without.get(run) ?? []));
    tellOf(samples, kept);
    // What lies behind an output that is not here is asked for again with it.
    const missing = later.findIndex((run) => without.has(run));
    settled = { runs, samples, count: missing < 0 ? ended : kept + missing };
    return { samples, isWhole: without.size === 0 };
  };
}

/** null where it is not here, or where the journal names no file of output. */
async function outputOf(files: Files, folder: string, { raw }: RunState): Promise<string | null> {
  if (raw === null || !isRawFile(raw.file)) return null;
  // As sampleOf takes it: where nothing was printed there may be no file, and none is waited for.
  if (raw.bytes === 0) return '';
  const path = `${folder}/${raw.file}`;
  const size = await files.size(path);
  // Half of an output may lack the time, or end within its digits.
  if (size === null || size < raw.offset + raw.bytes) return null;
  const skip = Math.max(0, raw.bytes - MAX_OUTPUT);
  const bytes = await files.readBytes(path, raw.offset + skip, raw.bytes - skip);
  return new TextDecoder().decode(bytes);
}
