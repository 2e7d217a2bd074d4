import type {
  JournalEvent,
  RegionEvent,
  SampledEvent,
  SessionBeginEvent,
} from '../schema/generated/journal-event.types';
import { nothingCollected } from './foldCollected';
import { beginRun, collect, dropOpenRuns, endRun, mark, place, retryRun } from './foldRun';
import type { ChangingSession, JournalFold, SessionFold } from './foldState';
import type { AttemptState } from './state';

/**
 * Takes one event into the fold. Returns null, or in words why the event contradicts what is known; it then
 * changes nothing but the count of bad lines.
 */
export function foldEvent(fold: JournalFold, event: JournalEvent): string | null {
  const problem = apply(fold, event);
  if (problem !== null) fold.head.badLines += 1;
  else noteTime(fold, event);
  return problem;
}

function noteTime({ head }: JournalFold, { event, t }: JournalEvent): void {
  head.began ??= t;
  // A clock that was set back takes nothing away.
  if (event !== 'attempt_resume') head.activeSeconds += Math.max(0, t - (head.last ?? t));
  head.last = t;
}

function apply(fold: JournalFold, event: JournalEvent): string | null {
  const { head } = fold;
  switch (event.event) {
    case 'attempt_begin':
      return beginAttempt(fold, event);
    case 'attempt_resume':
      return reopen(fold, event.blocks);
    case 'queued':
      head.state = 'queued';
      return null;
    case 'problem':
      head.problems.push({ what: event.what, remedy: event.remedy });
      return null;
    case 'block_end':
      return endBlock(fold, event.block);
    case 'retry':
      return retryRun(fold, event.run);
    case 'attempt_end':
      return endAttempt(fold, event.state, event.why ?? null);
    case 'missing':
      return noteMissing(fold, event);
    case 'facts':
      head.facts.push({ when: event.when, file: event.file });
      return null;
    case 'precise':
      return stopBehind(fold, event);
    case 'cancel':
    case 'pause':
      return null;
    case 'warmup':
      return dropCollected(fold, event.session);
    default:
      return applyToSession(fold, event);
  }
}

function beginAttempt(fold: JournalFold, event: JournalEvent & { event: 'attempt_begin' }): null {
  const { head } = fold;
  head.blockLimit = limitOf(fold, event.blocks);
  const { attempt, plan, tool, origin, calibratedFrom = [] } = event;
  Object.assign(head, { attempt, plan, tool, origin, calibratedFrom });
  return null;
}

/** What ended an attempt, problems of its preflight included, is over when it goes on. */
function reopen(fold: JournalFold, blocks: number | undefined): null {
  const { head } = fold;
  head.blockLimit = limitOf(fold, blocks);
  Object.assign(head, { state: 'running', why: null });
  head.problems.length = 0;
  return null;
}

function limitOf({ blocksEnded }: JournalFold, further: number | undefined): number | null {
  return further === undefined ? null : blocksEnded.size + further;
}

/** What was done to VMs before a repetition is not what was done before the run that counts. */
function dropCollected({ sessions }: JournalFold, id: JournalEvent['session']): null {
  const session = sessions.get(id ?? '');
  if (session !== undefined) session.collected = nothingCollected;
  return null;
}

/** Every session says it again. */
function noteMissing(
  { head }: JournalFold,
  { part, what, remedy }: JournalEvent & { event: 'missing' },
): null {
  const isKnown = head.missing.some((known) => known.part === part && known.what === what);
  if (!isKnown) head.missing.push({ part, what, remedy });
  return null;
}

function endBlock({ blocksEnded }: JournalFold, block: number | null): string | null {
  if (block === null) return 'a block_end names no block';
  blocksEnded.add(block);
  return null;
}

/** The rest of the plan is left out, also when the attempt is started again. */
function stopBehind({ head }: JournalFold, event: JournalEvent & { event: 'precise' }): string | null {
  if (event.block === null) return 'a precise names no block';
  head.precise = { block: event.block, blocks: event.blocks, width: event.width };
  return null;
}

function endAttempt(fold: JournalFold, state: AttemptState['state'], why: string | null): null {
  for (const session of fold.sessions.values()) dropOpenRuns(fold, session);
  Object.assign(fold.head, { state, why });
  return null;
}

type SessionEvent = Exclude<
  JournalEvent,
  {
    event:
      | 'attempt_begin'
      | 'attempt_resume'
      | 'attempt_end'
      | 'problem'
      | 'block_end'
      | 'facts'
      | 'missing'
      | 'cancel'
      | 'pause'
      | 'precise'
      | 'queued'
      | 'retry'
      | 'warmup';
  }
>;

function applyToSession(fold: JournalFold, event: SessionEvent): string | null {
  if (event.event === 'session_begin') return beginSession(fold, event);
  const session = fold.sessions.get(event.session ?? '');
  if (session === undefined) return `${event.event} speaks of a session that has not begun`;
  switch (event.event) {
    case 'prepared':
      fold.shownSessions.touch(session);
      session.state.freeBytes = event.freeBytes;
      return null;
    case 'guest_ready':
      fold.shownSessions.touch(session);
      session.state.readySeconds = { ...session.state.readySeconds, [event.vm]: event.seconds };
      return null;
    case 'session_end':
      dropOpenRuns(fold, session);
      fold.shownSessions.touch(session);
      Object.assign(session.state, { state: event.state, why: event.why ?? null });
      return null;
    case 'run_begin':
      return beginRun(fold, session, event);
    case 'run_end':
      return endRun(fold, session, event);
    case 'placement':
      return place(fold, session, event);
    case 'mark':
      return mark(fold, session, event.run ?? null, event.what);
    case 'counters':
    case 'pages':
    case 'traffic':
      return collect(fold, session, event.run, event);
    case 'technique':
      return collect(fold, session, null, event);
    case 'sampled':
      return addSamples(fold, session, event);
    case 'region':
      return addRegion(fold, session, event);
  }
}

function addSamples({ shownSessions }: JournalFold, session: SessionFold, event: SampledEvent): null {
  const { file, offset, bytes, seconds, samples, collectorSeconds, vmSeconds } = event;
  const more = { file, offset, bytes, seconds, samples, collectorSeconds, vmSeconds };
  shownSessions.touch(session);
  session.state.memorySamples = [...session.state.memorySamples, more];
  return null;
}

function addRegion({ shownSessions }: JournalFold, session: SessionFold, event: RegionEvent): null {
  const { name, when, run, sizeBytes, pageBytes, device, declaredNode, nodes, peakBytes, leftBytes } = event;
  const reading = {
    ...{ name, when, run, sizeBytes, pageBytes },
    ...{ device, declaredNode, nodes, peakBytes, leftBytes },
  };
  shownSessions.touch(session);
  session.state.regions = [...session.state.regions, reading];
  return null;
}

function beginSession(fold: JournalFold, event: SessionBeginEvent): string | null {
  if (event.session === null || event.block === null) return 'a session_begin names no session or no block';
  const before = fold.sessions.get(event.session);
  if (before !== undefined) dropOpenRuns(fold, before);
  const state: ChangingSession = {
    session: event.session,
    block: event.block,
    layout: event.layout,
    levels: event.levels ?? {},
    vms: event.vms,
    boots: event.boot ?? (before?.state.boots ?? 0) + 1,
    state: 'running',
    why: null,
    readySeconds: {},
    freeBytes: {},
    memorySamples: before?.state.memorySamples ?? [],
    regions: before?.state.regions ?? [],
  };
  if (before === undefined) addSession(fold, state);
  else {
    fold.shownSessions.touch(before);
    Object.assign(before, { state, placements: [], marks: [], collected: nothingCollected });
  }
  return null;
}

function addSession(fold: JournalFold, state: ChangingSession): void {
  const session: SessionFold = {
    state,
    isShown: false,
    place: -1,
    order: fold.sessions.size,
    open: new Set(),
    placements: [],
    marks: [],
    collected: nothingCollected,
  };
  fold.sessions.set(state.session, session);
  fold.shownSessions.add(session);
}
