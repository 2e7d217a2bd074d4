import type { ResultsInput } from '../../src/core/analysis/compute';
import type { Experiment, LayoutLevel } from '../../src/core/experiment/experiment';
import { factorTexts } from '../../src/core/experiment/factors';
import { seededRandom, type Random } from '../../src/core/experiment/random';
import { scheduleOf } from '../../src/core/experiment/schedule';
import type { JournalReader } from '../../src/core/journal/reader';
import type { Files } from '../../src/lab/ports';
import { attemptBegins, sessionTexts, type SessionText } from './attemptJournal';
import { lineOf } from './followed';

/** An attempt that is in memory alone: what its journal says, and what its runs have printed. */
export interface ResultJournal {
  readonly plan: Omit<ResultsInput, 'state' | 'samples' | 'drift'>;
  /** Of the runs that have ended at first. */
  readonly journal: string;
  readonly runs: number;
  /** The lines of each further run, in which a session that ends with it ends too. */
  readonly further: readonly string[];
  /** Holds what all of them printed. */
  readonly files: Files;
}

/**
 * The first runs of an experiment whole, and so many sessions more. The journal has no placements, but what times need:
 * two lines a run, and those of its session. No two times are the same.
 */
export function resultJournal(experiment: Experiment, runs: number, sessionsMore: number): ResultJournal {
  const schedule = scheduleOf(experiment);
  const random = seededRandom(1);
  const outputs = new Map<string, Uint8Array>();
  const lines: string[] = [];
  const further: string[] = [];
  const plan = {
    ...{ experiment: experiment.name, schedule, workloads: experiment.workloads, native: experiment.native },
    ...{ factors: factorTexts(experiment), layoutNames: experiment.layouts.map(({ name }) => name) },
  };
  let ended = 0;
  let more = 0;
  let seq = 0;
  const textOf = ({ events }: SessionText['parts'][number]): string =>
    events
      .filter(({ event }) => event !== 'placement')
      .map((event) => lineOf(event, ++seq, 1_700_000_000 + seq))
      .join('');
  lines.push(lineOf(attemptBegins('cafe'), seq, 1_700_000_000));
  const levels = new Map(experiment.workloads.map((workload) => [workload.id, workload.levels]));
  for (const text of sessionTexts(schedule, experiment.layouts.map(withoutPus), levels)) {
    if (ended >= runs && ++more > sessionsMore) break;
    const printed = text.parts.map(({ output }) => varied(output, random)).join('');
    outputs.set(`/attempt/${text.file}`, new TextEncoder().encode(printed));
    if (more === 0) ended += text.parts.length;
    (more === 0 ? lines : further).push(...text.parts.map(textOf));
  }
  return { plan, journal: lines.join(''), runs: ended, further, files: filesOf(outputs) };
}

/** Most placements are of PUs, and making them only to leave them out takes longer than all that is measured. */
function withoutPus({ layout, ...level }: LayoutLevel): LayoutLevel {
  return { ...level, layout: { ...layout, vms: layout.vms.map((vm) => ({ ...vm, pus: [] })) } };
}

/** The same text in as many bytes, with a time of its own. */
function varied(output: string, random: Random): string {
  return output.replace(/(?<=Time in seconds =) +([\d.]+)/, (all, time: string) =>
    (Number(time) + random(1_000_000) / 1_000_000).toFixed(6).padStart(all.length),
  );
}

/** Only what reading output needs. */
function filesOf(outputs: ReadonlyMap<string, Uint8Array>): Files {
  const files: Pick<Files, 'size' | 'readBytes'> = {
    size: (path) => Promise.resolve(outputs.get(path)?.length ?? null),
    readBytes: (path, offset, length) =>
      Promise.resolve(outputs.get(path)?.subarray(offset, offset + length) ?? new Uint8Array()),
  };
  return files as Files;
}

/** Read at once, characters, as from a file. */
const PIECE = 4 * 1024 * 1024;

export function pushAll({ push }: Pick<JournalReader, 'push'>, journal: string): void {
  for (let at = 0; at < journal.length; at += PIECE) push(journal.slice(at, at + PIECE));
}
