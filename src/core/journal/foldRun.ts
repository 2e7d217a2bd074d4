import type {
  JournalEvent,
  PlacementEvent,
  RunBeginEvent,
  RunEndEvent,
} from '../schema/generated/journal-event.types';
import { type CollectedEvent, nothingCollected, withEvent } from './foldCollected';
import type { ChangingRun, JournalFold, Readings, RunFold, SessionFold } from './foldState';
import { placementMark } from './marks';
import type { Placement } from './state';

/** Runs that will never end: the host lost power, or the session failed. They are done again on resume. */
export function dropOpenRuns(fold: JournalFold, session: SessionFold): void {
  for (const run of session.open) {
    fold.runs.delete(run);
    // Another session has told its end.
    if (fold.ended.has(run)) fold.shownRuns.forget();
  }
  session.open.clear();
  fold.busy.delete(session);
}

export function beginRun(fold: JournalFold, session: SessionFold, event: RunBeginEvent): null {
  const known = fold.runs.get(event.run);
  // A run that has ended is repeated as history for a later one; its result stands, and what was done before the
  // repetition is none of the next run's.
  if (known !== undefined && known.state.state !== 'running') {
    session.collected = nothingCollected;
    return null;
  }
  if (known !== undefined) fold.runs.delete(event.run);
  openRun(fold, session, event, event.t);
  return null;
}

function openRun(
  fold: JournalFold,
  session: SessionFold,
  event: RunBeginEvent | RunEndEvent,
  began: number,
): RunFold {
  const tries = (fold.earlierTries.get(event.run)?.length ?? 0) + 1;
  const state = runningState(session, event, began, tries);
  const run: RunFold = { state, isShown: false, place: -1, boot: session.state.boots };
  noteOrigin(fold, state, event);
  session.placements = [];
  session.marks = [];
  session.collected = nothingCollected;
  session.open.add(event.run);
  fold.busy.add(session);
  fold.runs.set(event.run, run);
  if (fold.ended.has(event.run)) fold.shownRuns.forget();
  return run;
}

/** All of a run's fields at once: an object that grows field by field takes several times as long to make. */
function runningState(
  { state: { session, block, layout, levels }, placements, marks, collected }: SessionFold,
  { run, workload, phase, levels: own }: RunBeginEvent | RunEndEvent,
  began: number,
  tries: number,
): ChangingRun {
  return {
    run,
    session,
    block,
    layout,
    levels: own === undefined ? levels : { ...levels, ...own },
    workload,
    phase,
    state: 'running',
    exit: null,
    earlier: null,
    wallSeconds: null,
    raw: null,
    predicted: null,
    began,
    tries,
    placements,
    marks,
    collected,
  };
}

function noteOrigin(fold: JournalFold, { marks }: Readings, event: JournalEvent): void {
  if (event.origin === fold.head.origin) return;
  pushOnce(marks, `the line says ${event.origin}, the attempt ${fold.head.origin}`);
}

export function endRun(fold: JournalFold, session: SessionFold, event: RunEndEvent): string | null {
  const known = fold.runs.get(event.run);
  if (known !== undefined && known.state.state !== 'running') return `${event.run} has ended before`;
  const run = known ?? openRun(fold, session, event, event.t - event.wallSeconds);
  fold.shownRuns.touch(run);
  noteOrigin(fold, run.state, event);
  tellEnd(run.state, event);
  session.open.delete(event.run);
  if (session.open.size === 0) fold.busy.delete(session);
  if (fold.ended.has(event.run)) return null;
  fold.shownRuns.add(run);
  fold.ended.add(event.run);
  return null;
}

function tellEnd(
  run: ChangingRun,
  { state, exit, earlier, wallSeconds, phase, workload, raw, origin, predicted }: RunEndEvent,
): void {
  run.state = state;
  run.exit = exit;
  run.earlier = earlier ?? null;
  run.wallSeconds = wallSeconds;
  run.phase = phase;
  run.workload = workload;
  run.raw = { file: raw.file, offset: raw.offset, bytes: raw.bytes, cut: raw.cut ?? false };
  // What was measured or rehearsed is never mixed with a prediction, whoever wrote the line.
  run.predicted = origin === 'predicted' ? (predicted ?? null) : null;
}

/** The run is open again, as if it had never ended; what it did is kept aside. */
export function retryRun(fold: JournalFold, id: string): string | null {
  const run = fold.runs.get(id)?.state;
  if (run === undefined || run.state === 'running' || run.raw === null) return `${id} has not ended`;
  const { session, state, exit, wallSeconds, raw } = run;
  fold.earlierTries.set(id, [
    ...(fold.earlierTries.get(id) ?? []),
    { session, state, exit, wallSeconds, raw },
  ]);
  fold.runs.delete(id);
  fold.ended.delete(id);
  fold.shownRuns.forget();
  return null;
}

export function place(fold: JournalFold, session: SessionFold, event: PlacementEvent): string | null {
  const placement = placementOf(event);
  const target = targetOf(fold, session, event.run ?? null);
  if (typeof target === 'string') return target;
  if (target === null) return null;
  target.placements.push(placement);
  if (!placement.ok) pushOnce(target.marks, placementMark(placement));
  return null;
}

export function mark(
  fold: JournalFold,
  session: SessionFold,
  run: string | null,
  what: string,
): string | null {
  const open = run ?? [...session.open].at(-1) ?? null;
  const target = targetOf(fold, session, open);
  if (typeof target === 'string') return target;
  if (target !== null) pushOnce(target.marks, what);
  return null;
}

/** Of a run, or with null of the next one. */
export function collect(
  fold: JournalFold,
  session: SessionFold,
  run: string | null,
  event: CollectedEvent,
): string | null {
  const target = targetOf(fold, session, run);
  if (typeof target === 'string') return target;
  if (target !== null) target.collected = withEvent(target.collected, event);
  return null;
}

/** The run, the session for its next run, null for a repetition of a run that has ended, or what is wrong. */
function targetOf(fold: JournalFold, session: SessionFold, id: string | null): Readings | null | string {
  if (id === null) return session;
  const run = fold.runs.get(id);
  if (run === undefined) return `${id} has not begun`;
  if (run.boot !== session.state.boots) return null;
  fold.shownRuns.touch(run);
  return run.state;
}

function pushOnce(list: string[], text: string): void {
  if (!list.includes(text)) list.push(text);
}

function placementOf(event: PlacementEvent): Placement {
  const { kind, declared, found, ok } = event;
  return {
    vm: event.vm ?? null,
    kind,
    index: event.index ?? null,
    declared,
    found,
    pages: event.pages ?? null,
    ok,
  };
}
