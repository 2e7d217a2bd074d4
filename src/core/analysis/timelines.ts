import { type Levels, levelsInWords } from '../experiment/factors';
import { type AttemptState, endedRuns, type RunState, type SessionState } from '../journal/state';
import { groupBy } from '../text/groupBy';
import { nodesIn } from './figures/mebibytes';
import { thinned } from './figures/thin';
import { grown } from './grown';
import { grownSessions } from './grownSessions';
import type { PlannedFactors } from './plannedCells';

/** Where the memory of a VM lay from a moment on, as its host sampled it. */
interface NodeSample {
  /** Seconds since 1970. */
  readonly t: number;
  readonly vm: string;
  /** By number of the host's node. */
  readonly bytes: Readonly<Record<string, number>>;
}

/** What was sampled of one session, in order of time; between two samples of a VM nothing has changed. */
export interface SessionMemory {
  readonly session: string;
  readonly samples: readonly NodeSample[];
}

/** Memory of the VMs of one session by node over time, with what ran meanwhile. */
export interface Timeline {
  readonly layout: string;
  /** Levels of the session's factors that vary, in words; empty where none does. */
  readonly setting: string;
  /** Levels of all of them. */
  readonly levels: Levels;
  readonly session: string;
  readonly block: number;
  /** Between two samples, as asked. */
  readonly seconds: number;
  readonly lines: readonly TimelineLine[];
  readonly runs: readonly TimelineRun[];
}

/** One VM on one node on which it ever had memory. */
export interface TimelineLine {
  readonly vm: string;
  readonly node: string;
  /** At most `MOST_OF_LINE` of `samples`. */
  readonly points: readonly TimelinePoint[];
  readonly samples: number;
}

interface TimelinePoint {
  /** Since the first sample of the session. */
  readonly seconds: number;
  readonly bytes: number;
}

interface TimelineRun {
  /** Seconds since the first sample of the session. */
  readonly from: number;
  readonly to: number;
  /** The workload's title. */
  readonly workload: string;
  readonly phase: RunState['phase'];
  /** What was done to the VMs right before it, each technique once. */
  readonly after: readonly string[];
}

/** Points of a line that results carry: more are seen on no chart. */
export const MOST_OF_LINE = 500;

/**
 * The newest session of each layout and setting of which samples are told, in the order of the attempt. Asked again and
 * again while it goes on: what has ended is looked at once.
 */
export function rememberedNewest(): (state: Pick<AttemptState, 'sessions'>) => readonly SessionState[] {
  const newestOf = grownSessions<Map<string, SessionState>>({
    start: () => new Map(),
    add: addSampled,
    copyOf: (newest) => new Map(newest),
  });
  return ({ sessions }) => [...newestOf(sessions).values()];
}

function addSampled(newest: Map<string, SessionState>, session: SessionState): void {
  if (session.memorySamples.length === 0) return;
  const key = JSON.stringify([session.layout, session.levels]);
  // Behind the others, and not where the one before stood.
  newest.delete(key);
  newest.set(key, session);
}

type Titles = ReadonlyMap<string, string>;

/** Of the sessions of which memory is here, in the order of the attempt. Runs that have ended are looked at once. */
export function rememberedTimelines(): (
  state: Pick<AttemptState, 'sessions' | 'runs'>,
  memory: readonly SessionMemory[],
  plan: Pick<PlannedFactors, 'factors' | 'workloads'>,
) => readonly Timeline[] {
  const runsOf = grown<RunState, Map<string, RunState[]>>({ start: () => new Map(), add: addRun });
  return (state, memory, { factors, workloads }) => {
    // Nobody asked for samples: runs by session would take time and room.
    if (memory.length === 0) return [];
    const samples = new Map(memory.map((one) => [one.session, one.samples]));
    const runs = runsOf(state.runs, endedRuns(state));
    const titles = new Map(workloads.map(({ id, title }) => [id, title]));
    return state.sessions.flatMap((session) => {
      const sampled = samples.get(session.session);
      if (sampled === undefined) return [];
      return timelineOf(session, sampled, runs.get(session.session) ?? [], titles, factors);
    });
  };
}

function addRun(runs: Map<string, RunState[]>, run: RunState): void {
  const own = runs.get(run.session);
  if (own === undefined) runs.set(run.session, [run]);
  else own.push(run);
}

/** Nothing without a sample. */
function timelineOf(
  session: SessionState,
  samples: readonly NodeSample[],
  runs: readonly RunState[],
  titles: Titles,
  factors: PlannedFactors['factors'],
): readonly Timeline[] {
  const began = samples[0]?.t;
  if (began === undefined) return [];
  const seconds = session.memorySamples[0]?.seconds ?? 0;
  return [
    {
      ...{ layout: session.layout, session: session.session, block: session.block },
      setting: levelsInWords(session.levels, factors),
      levels: session.levels,
      ...{ seconds, lines: linesOf(samples, began, seconds) },
      runs: runs.flatMap((run) => runOf(run, began, titles)),
    },
  ];
}

const made = new WeakMap<readonly NodeSample[], readonly TimelineLine[]>();

/** Samples are many, and results are asked for again and again. */
function linesOf(samples: readonly NodeSample[], began: number, seconds: number): readonly TimelineLine[] {
  const known = made.get(samples);
  if (known !== undefined) return known;
  const end = samples.at(-1)?.t ?? began;
  const vms = groupBy(samples, ({ vm }) => vm);
  const lines = [...vms].flatMap(([vm, own]) => linesOfVm(vm, withPauses(own, seconds, end), began));
  made.set(samples, lines);
  return lines;
}

/** Where nothing changed for long, what it was stands at the end of that time too: lines are level there. */
function withPauses(own: readonly NodeSample[], seconds: number, end: number): readonly NodeSample[] {
  return own.flatMap((sample, at) => {
    const next = own[at + 1]?.t;
    const until = next === undefined ? end : next - seconds;
    return until - sample.t > seconds / 2 ? [sample, { ...sample, t: until }] : [sample];
  });
}

function linesOfVm(vm: string, own: readonly NodeSample[], began: number): readonly TimelineLine[] {
  return nodesIn(own.map(({ bytes }) => bytes))
    .filter((node) => own.some(({ bytes }) => (bytes[node] ?? 0) > 0))
    .map((node) => {
      const points = own.map(({ t, bytes }) => ({ seconds: t - began, bytes: bytes[node] ?? 0 }));
      return { vm, node, points: thinned(points, MOST_OF_LINE, (point) => point.bytes), samples: own.length };
    });
}

function runOf(
  { began, wallSeconds, workload, phase, collected }: RunState,
  first: number,
  titles: Titles,
): readonly TimelineRun[] {
  if (wallSeconds === null) return [];
  const from = began - first;
  const after = [...new Set(collected.techniques.map(({ technique }) => technique))];
  return [{ from, to: from + wallSeconds, workload: titles.get(workload) ?? workload, phase, after }];
}
