import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  openSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { compile } from '../../src/core/plan/compile';
import { scheduleOf } from '../../src/core/experiment/schedule';
import { machineFromDocument } from '../../src/core/topology/fromDocument';
import { helper } from '../payload/helper';
import type { Said } from '../unit/journal/lines';
import { attemptBegins, sessionTexts, type SessionText } from './attemptJournal';
import { cutsOf, experimentOf } from './planned';

/** An attempt with some of its journal written, and what is to follow. */
export interface Followed {
  /** Its folder "on the host", here and now. */
  readonly remote: string;
  /** The experiment, beside which its copy is. */
  readonly experiment: string;
  /** The copy's folder. */
  readonly folder: string;
  readonly runs: number;
  readonly events: number;
  readonly bytes: number;
  /** A file of lines that are not written yet, each an event and what its run has printed. */
  readonly next: string;
}

/** A line of `next`. */
export interface NextLine {
  readonly event: Said;
  /** To be in its file of output before the event is told. */
  readonly output: { readonly file: string; readonly text: string } | null;
}

const ATTEMPT = '20260101T000000Z-local-0123abcd';
/** Bytes that are written at once. */
const PIECE = 1 << 20;

/**
 * An attempt of 8 programs natively, in one VM and in two, cold and warm, of which so many runs have ended, and at least
 * `more` further ones are planned. Every cold run has a session of its own, so that there is a file of output for two
 * runs.
 */
export function makeFollowed(base: string, runs: number, more: number): Followed {
  const { machine } = machineFromDocument(
    { version: 1, id: 'bench', synthetic: 'pack:2 [numa] l3:1 core:2 pu:1', memoryPerNode: '32GiB' },
    'bench',
  );
  const cuts = cutsOf(machine, [1, 2]);
  const experiment = experimentOf(cuts, { replicates: Math.ceil((runs + more) / (2 * 8 * 3)) });
  const { files, planHash } = compile(experiment, { accelerator: 'kvm', origin: 'measured' }, '0');
  const plan = files.find(({ path }) => path === 'plan.json')?.text ?? '';
  const remote = join(base, 'host/attempts', ATTEMPT);
  const path = join(base, 'bench.vmexperiment.json');
  const folder = join(base, 'bench.vmresults', ATTEMPT);
  for (const made of [join(remote, 'raw'), join(remote, 'bin'), join(folder, 'raw')])
    mkdirSync(made, { recursive: true });
  copyFileSync(helper, join(remote, 'bin', basename(helper).replace(/host-.*/, 'host')));
  for (const [name, text] of [
    [path, '{ "version": 1, "layouts": [], "workloads": [] }\n'],
    [join(folder, 'plan.json'), plan],
    [join(remote, 'lock'), ''],
    [
      join(folder, 'attempt.json'),
      JSON.stringify({ attempt: ATTEMPT, host: 'local', remote, plan: planHash, experiment: path }),
    ],
  ] as const)
    writeFileSync(name, text);
  const next = join(base, 'next.jsonl');
  const written = writeSessions(remote, planHash, sessionTexts(scheduleOf(experiment), cuts), runs, next);
  return { remote, experiment: path, folder, next, ...written };
}

/** The first runs into journal and output, the others into `next`. */
function writeSessions(
  remote: string,
  plan: string,
  texts: Iterable<SessionText>,
  runs: number,
  next: string,
): Pick<Followed, 'runs' | 'events' | 'bytes'> {
  const journal = appender(join(remote, 'journal.jsonl'));
  const later = appender(next);
  let ended = 0;
  let events = 0;
  const began = Date.now() / 1000 - runs * 12;
  const tell = (said: Said): void => {
    journal.add(lineOf(said, events, began + events));
    events += 1;
  };
  tell(attemptBegins(plan));
  for (const { parts, file } of texts) {
    const isWritten = ended < runs;
    if (isWritten) appendFileSync(join(remote, file), parts.map(({ output }) => output).join(''));
    for (const { output, events: said } of parts) {
      if (isWritten) said.forEach(tell);
      else later.add(nextLines(said, { file, text: output }));
    }
    if (isWritten) ended += parts.length;
  }
  later.end();
  return { runs: ended, events, bytes: journal.end() };
}

function nextLines(said: readonly Said[], output: NextLine['output']): string {
  const lines = said.map((event): NextLine => ({ event, output: event.event === 'run_end' ? output : null }));
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** As the helper writes it; `t` in seconds since 1970. */
export function lineOf(event: Said, seq: number, t: number): string {
  return `${JSON.stringify({ v: 1, seq, t, origin: 'measured', ...event })}\n`;
}

/** Gathers text for a file; `end` says how many bytes it has. */
function appender(path: string): { readonly add: (text: string) => void; readonly end: () => number } {
  const file = openSync(path, 'w');
  let pending: string[] = [];
  let size = 0;
  let bytes = 0;
  const flush = (): void => {
    bytes += writeSync(file, pending.join(''));
    pending = [];
    size = 0;
  };
  return {
    add(text) {
      pending.push(text);
      size += text.length;
      if (size > PIECE) flush();
    },
    end() {
      flush();
      closeSync(file);
      return bytes;
    },
  };
}
