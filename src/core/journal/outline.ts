import type { Schedule, Session } from '../experiment/schedule';
import { groupBy } from '../text/groupBy';
import type { AttemptState, EarlierTry, RunState, SessionState } from './state';

/** An attempt as its plan wants it and its journal knows it: blocks, in them sessions, in them runs, in order. */
export interface BlockOutline {
  /** Counted from 0. */
  readonly block: number;
  readonly ended: boolean;
  readonly runs: { readonly ended: number; readonly failed: number; readonly planned: number };
  readonly sessions: readonly SessionOutline[];
}

export interface SessionOutline {
  readonly session: string;
  readonly layout: string;
  /** `planned`: it has not begun yet. */
  readonly state: 'planned' | SessionState['state'];
  readonly why: string | null;
  readonly runs: readonly RunOutline[];
}

export interface RunOutline {
  readonly run: string;
  /** Id of the workload. */
  readonly workload: string;
  readonly phase: RunState['phase'];
  /** null: it has not begun yet, or is to be run again. */
  readonly state: RunState | null;
  /** Oldest first. */
  readonly earlierTries: readonly EarlierTry[];
}

export function outlineOf(state: AttemptState, schedule: Schedule): readonly BlockOutline[] {
  const sessions = new Map(state.sessions.map((session) => [session.session, session]));
  const runs = new Map(state.runs.map((run) => [run.run, run]));
  const ended = new Set(state.blocksEnded);
  const outline = (planned: Session): SessionOutline => ({
    ...{ session: planned.id, layout: planned.layout },
    state: sessions.get(planned.id)?.state ?? 'planned',
    why: sessions.get(planned.id)?.why ?? null,
    runs: planned.runs.map(({ id, workload, phase }) => ({
      ...{ run: id, workload, phase, state: runs.get(id) ?? null },
      earlierTries: state.earlierTries[id] ?? [],
    })),
  });
  return [...groupBy(schedule.sessions, ({ block }) => block)].map(([block, planned]) => {
    const outlines = planned.map(outline);
    return { block, ended: ended.has(block), runs: countsOf(outlines), sessions: outlines };
  });
}

function countsOf(sessions: readonly SessionOutline[]): BlockOutline['runs'] {
  const runs = sessions.flatMap((session) => session.runs);
  const ended = runs.filter(({ state }) => state !== null && state.state !== 'running');
  return {
    ended: ended.length,
    failed: ended.filter(({ state }) => state?.state !== 'ok').length,
    planned: runs.length,
  };
}
