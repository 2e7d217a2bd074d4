import type { Schedule } from '../../../src/core/experiment/schedule';
import type { Sample } from '../../../src/core/analysis/sample';
import type { AttemptState } from '../../../src/core/journal/state';
import { resultsOf, type ResultsInput } from '../../../src/core/analysis/compute';
import type { Results } from '../../../src/core/analysis/results';
import { samplesOf } from '../../../src/core/analysis/samples';
import { readJournal } from '../../../src/core/journal/reader';
import type { Workload } from '../../../src/core/experiment/workload';
import {
  attemptBegin,
  journalText,
  placement,
  runBegin,
  runEnd,
  sessionBegin,
  type Said,
} from '../journal/lines';
import { workload } from '../programs/workloads';

const time = { pattern: 'time ([0-9.]+)', unit: 's', better: 'lower' } as const;
const own = { suite: 'command', directory: null, problemClass: null, launcher: 'plain', time } as const;

/** Two programs that print their time. */
export const WORKLOADS: readonly Workload[] = [
  workload({ ...own, id: 'w1', title: 'stencil', success: '^ok$' }),
  workload({ ...own, id: 'w2', title: 'sort' }),
];

/** What one run of the table below did. A time in seconds, or an ending that gives none. */
export interface Done {
  readonly session: string;
  readonly workload?: 'w1' | 'w2';
  readonly phase?: 'cold' | 'warm' | 'warmup';
  readonly prints?: string;
  readonly state?: 'ok' | 'failed' | 'timeout';
  readonly exit?: number;
  readonly placements?: readonly object[];
}

/** Sessions: block and layout by id. */
export const SESSIONS: Readonly<Record<string, readonly [number, string, readonly string[]]>> = {
  s1: [0, 'native', []],
  s2: [0, 'wide', ['vm0']],
  s3: [0, 'four', ['vm0', 'vm1']],
  s4: [1, 'native', []],
  s5: [1, 'wide', ['vm0']],
  s6: [1, 'four', ['vm0', 'vm1']],
};

/** Every session runs these programs, cold and warm. */
function scheduleWith(workloads: readonly string[]): Schedule {
  return {
    blocks: 5,
    boots: 0,
    sessions: Object.entries(SESSIONS).map(([id, [block, layout]]) => ({
      ...{ id, block, layout, levels: {} },
      runs: workloads.flatMap((workload) => [
        { id: `${id}${workload}c`, workload, phase: 'cold', history: 0 },
        { id: `${id}${workload}w`, workload, phase: 'warm', history: 1 },
      ]),
    })),
  };
}

export const schedule: Schedule = scheduleWith(['w1']);

export interface Attempt {
  readonly state: AttemptState;
  readonly samples: readonly Sample[];
  readonly results: Results;
}

/** State, samples and results of an attempt in which these runs were done, in this order. */
export function attempt(
  done: readonly Done[],
  blocks: readonly number[],
  changes: Partial<ResultsInput> = {},
): Attempt {
  const outputs = new Map<string, string>();
  const events: Said[] = [attemptBegin];
  const begun = new Set<string>();
  for (const [index, run] of done.entries()) {
    const id = `r${index + 1}`;
    const [block, layout, vms] = SESSIONS[run.session] ?? [0, '', []];
    const at = { block, workload: run.workload ?? 'w1', phase: run.phase ?? 'cold' };
    if (!begun.has(run.session)) events.push(sessionBegin(run.session, layout, vms, { block }));
    begun.add(run.session);
    events.push(runBegin(run.session, id, at));
    events.push(...(run.placements ?? []).map((more) => placement(run.session, { block, run: id, ...more })));
    events.push(
      runEnd(run.session, id, { ...at, state: run.state ?? 'ok', exit: run.exit ?? 0, wallSeconds: 9 }),
    );
    outputs.set(id, run.prints ?? '');
  }
  for (const block of blocks) events.push({ event: 'block_end', block });
  const state = { ...readJournal(journalText(events)).state, ...changes.state };
  const workloads = changes.workloads ?? WORKLOADS;
  const samples = samplesOf(state, workloads, (run) => outputs.get(run.run) ?? null);
  const input = {
    schedule: scheduleWith(workloads.map(({ id }) => id)),
    ...{ experiment: 'first-cut', workloads, layoutNames: ['wide', 'four'], native: true },
    factors: {},
    drift: [],
  };
  const results: Results = resultsOf({ ...input, samples, ...changes, state });
  return { state, samples, results };
}

export function took(session: string, seconds: number, more: Partial<Done> = {}): Done {
  return { session, prints: `time ${seconds}\nok\n`, ...more };
}
