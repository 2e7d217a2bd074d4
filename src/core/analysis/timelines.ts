import { type Levels, levelsInWords } from '../experiment/factors';
import type { AttemptState, RunState, SessionState } from '../journal/state';
import { groupBy } from '../text/groupBy';
import { nodesIn } from './figures/mebibytes';
import { thinned } from './figures/thin';
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

/** The newest session of each layout and setting of which samples are told, in the order in which these were first sampled. */
export function newestSampled({ sessions }: Pick<AttemptState, 'sessions'>): readonly SessionState[] {
  const sampled = sessions.filter(({ memorySamples }) => memorySamples.length > 0);
  const newest = new Map(sampled.map((one) => [JSON.stringify([one.layout, one.levels]), one]));
  return [...newest.values()];
}

/** Of these sessions, as far as the attempt knows them. */
export function timelinesOf(
  { sessions, runs }: Pick<AttemptState, 'sessions' | 'runs'>,
  memory: readonly SessionMemory[],
  { factors, workloads }: Pick<PlannedFactors, 'factors' | 'workloads'>,
): readonly Timeline[] {
  const byId = new Map(memory.map((one) => [one.session, one.samples]));
  const own = groupBy(
    runs.filter(({ session }) => byId.has(session)),
    ({ session }) => session,
  );
  const titles = new Map(workloads.map(({ id, title }) => [id, title]));
  return sessions.flatMap((session) => {
    const samples = byId.get(session.session) ?? [];
    const began = samples[0]?.t;
    if (began === undefined) return [];
    const seconds = session.memorySamples[0]?.seconds ?? 0;
    return [
      {
        ...{ layout: session.layout, session: session.session, block: session.block },
        setting: levelsInWords(session.levels, factors),
        levels: session.levels,
        ...{ seconds, lines: linesOf(samples, began, seconds) },
        runs: (own.get(session.session) ?? []).flatMap((run) => runOf(run, began, titles)),
      },
    ];
  });
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

/** Nothing of a run that has not ended: its end is not known. */
function runOf(
  { began, wallSeconds, workload, phase, collected }: RunState,
  first: number,
  titles: ReadonlyMap<string, string>,
): readonly TimelineRun[] {
  if (wallSeconds === null) return [];
  const from = began - first;
  const after = [...new Set(collected.techniques.map(({ technique }) => technique))];
  return [{ from, to: from + wallSeconds, workload: titles.get(workload) ?? workload, phase, after }];
}
