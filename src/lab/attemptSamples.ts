import { isBeginning } from '../core/analysis/grown';
import { sampleOf } from '../core/analysis/samples';
import type { Sample } from '../core/analysis/sample';
import type { Workload } from '../core/experiment/workload';
import { endedRuns, type RunState } from '../core/journal/state';
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
  /** Samples that are final, and their runs. */
  let settled: { readonly runs: RunState[]; readonly samples: Sample[] } = { runs: [], samples: [] };
  return async (runs) => {
    const ended = runs.slice(0, endedRuns({ runs }));
    if (!isBeginning(settled.runs, ended)) settled = { runs: [], samples: [] };
    const later = ended.slice(settled.runs.length);
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
    const samples = later.flatMap((run) => known.get(run) ?? without.get(run) ?? []);
    const all = settled.samples.concat(samples);
    // What lies behind an output that is not here is asked for again with it.
    const missing = later.findIndex((run) => without.has(run));
    const count = missing < 0 ? later.length : missing;
    for (let at = 0; at < count; at += 1) settle(settled, later[at], samples[at]);
    return { samples: all, isWhole: without.size === 0 };
  };
}

function settle(
  { runs, samples }: { readonly runs: RunState[]; readonly samples: Sample[] },
  run: RunState | undefined,
  sample: Sample | undefined,
): void {
  if (run === undefined || sample === undefined) return;
  runs.push(run);
  samples.push(sample);
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
