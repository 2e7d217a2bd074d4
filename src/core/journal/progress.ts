import { blocksInWords, type Schedule } from '../experiment/schedule';
import { formatSpan } from '../text/span';
import { type AttemptState, endedRuns } from './state';

/** How far an attempt is: `session 3 of 15, run 5 of 30, about 4 min left`. */
export interface Progress {
  readonly sessions: { readonly ended: number; readonly planned: number; readonly current: string | null };
  readonly runs: { readonly ended: number; readonly planned: number };
  /** null before the first run has ended. */
  readonly secondsLeft: number | null;
}

export function progressOf(state: AttemptState, schedule: Schedule): Progress {
  const sessions = asked(state, schedule);
  const planned = sessions.reduce((sum, session) => sum + session.runs.length, 0);
  const ended = endedRuns(state);
  const running = state.sessions.find((session) => session.state === 'running');
  return {
    sessions: {
      ended: state.sessions.filter((session) => session.state !== 'running').length,
      planned: sessions.length,
      current: running === undefined ? null : `${running.session} ${running.layout}`,
    },
    runs: { ended, planned },
    secondsLeft: secondsLeft(state, ended, planned),
  };
}

/** Runs of all blocks that are wanted, whichever of them this start goes through. */
export function runsOf(
  state: AttemptState,
  schedule: Schedule,
): { readonly ended: number; readonly planned: number } {
  return { ended: endedRuns(state), planned: plannedRuns(schedule, wantedBlocks(state, schedule)) };
}

/** What was counted last of a schedule: it is asked after each run. */
const counted = new WeakMap<Schedule, { readonly wanted: number; readonly planned: number }>();

function plannedRuns(schedule: Schedule, wanted: number): number {
  const known = counted.get(schedule);
  if (known?.wanted === wanted) return known.planned;
  let planned = 0;
  for (const { block, runs } of schedule.sessions) if (block < wanted) planned += runs.length;
  counted.set(schedule, { wanted, planned });
  return planned;
}

/** Sessions of the blocks that this start goes through. */
function asked(state: AttemptState, schedule: Schedule): Schedule['sessions'] {
  const limit = Math.min(state.blockLimit ?? schedule.blocks, wantedBlocks(state, schedule));
  return schedule.sessions.filter((session) => session.block < limit);
}

/** Blocks of the plan, less those that are left out because it was precise before. */
export function wantedBlocks(
  { precise }: Pick<AttemptState, 'precise'>,
  { blocks }: Pick<Schedule, 'blocks'>,
): number {
  return precise === null ? blocks : precise.block + 1;
}

/** The same in words: `5 to 30` while nobody knows. */
export function wantedBlocksInWords(state: Pick<AttemptState, 'precise'>, schedule: Schedule): string {
  return state.precise === null ? blocksInWords(schedule) : String(wantedBlocks(state, schedule));
}

/** By the pace so far: boots and preparation are spread over the runs that they served. */
function secondsLeft(state: AttemptState, ended: number, planned: number): number | null {
  return ended === 0 ? null : (state.activeSeconds / ended) * Math.max(0, planned - ended);
}

/** `place` changes only when something has happened, `left` with every line of the journal. */
export function progressWords(
  state: AttemptState,
  schedule: Schedule,
): { readonly place: string; readonly left: string } {
  if (state.state === 'queued') return { place: 'queued: it begins when its host is free', left: '' };
  const { sessions, runs, secondsLeft: left } = progressOf(state, schedule);
  const current = Math.min(sessions.ended + (sessions.current === null ? 0 : 1), sessions.planned);
  // Until it is precise, nobody knows how many blocks there will be.
  const most = state.precise === null && schedule.precision !== undefined ? 'at most ' : '';
  const where = sessions.current === null ? '' : ` (${sessions.current})`;
  return {
    place: `session ${current} of ${most}${sessions.planned}${where}, run ${runs.ended} of ${most}${runs.planned} done`,
    left: left === null || runs.ended === runs.planned ? '' : `, ${most || 'about '}${formatSpan(left)} left`,
  };
}

export function progressText(state: AttemptState, schedule: Schedule): string {
  const { place, left } = progressWords(state, schedule);
  return place + left;
}
