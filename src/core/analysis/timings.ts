import type { AttemptState, RunState, SessionState } from '../journal/state';
import type { PlanDocument } from '../plan/planDocument';
import { median } from './statistics';

/** What earlier attempts took, for an estimate of the next. */
export interface Timings {
  /** Median wall seconds of a run by `runKey`; under the key without levels over all of them. */
  readonly runSeconds: ReadonlyMap<string, number>;
  /** Median seconds by layout until the last VM of a session was up. */
  readonly bootSeconds: ReadonlyMap<string, number>;
  /** Mean bytes of output of a run; null when none has ended. */
  readonly runBytes: number | null;
}

/** Names the runs of a program in a layout, with the levels of session and program where they are told. */
export function runKey(layout: string, title: string, levels: Readonly<Record<string, string>> = {}): string {
  return JSON.stringify([layout, title, Object.entries(levels).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

export function timingsOf(
  attempts: readonly { readonly plan: PlanDocument; readonly state: AttemptState }[],
): Timings {
  const seconds = new Map<string, number[]>();
  const boots = new Map<string, number[]>();
  let bytes = 0;
  let count = 0;
  for (const { plan, state } of attempts) {
    const titles = new Map(plan.workloads.map(({ id, title }) => [id, title]));
    for (const run of state.runs) {
      bytes += run.raw?.bytes ?? 0;
      count += run.raw === null ? 0 : 1;
      noteRun(seconds, run, titles.get(run.workload));
    }
    for (const session of state.sessions) noteBoot(boots, session);
  }
  return {
    runSeconds: medians(seconds),
    bootSeconds: medians(boots),
    runBytes: count === 0 ? null : bytes / count,
  };
}

function noteRun(seconds: Map<string, number[]>, run: RunState, title: string | undefined): void {
  if (title === undefined || run.state !== 'ok' || run.wallSeconds === null) return;
  const { layout, levels, wallSeconds } = run;
  for (const key of new Set([runKey(layout, title, levels), runKey(layout, title)]))
    note(seconds, key, wallSeconds);
}

function noteBoot(boots: Map<string, number[]>, { layout, readySeconds }: SessionState): void {
  const ready = Object.values(readySeconds);
  if (ready.length > 0) note(boots, layout, Math.max(...ready));
}

function note(lists: Map<string, number[]>, key: string, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function medians(lists: ReadonlyMap<string, readonly number[]>): ReadonlyMap<string, number> {
  return new Map(
    [...lists].flatMap(([key, values]) => {
      const middle = median(values);
      return middle === null ? [] : [[key, middle] as const];
    }),
  );
}
