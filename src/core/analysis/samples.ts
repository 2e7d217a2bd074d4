import type { Workload } from '../experiment/workload';
import { isWrongWay, placementMark, wrongWayReason } from '../journal/marks';
import type { AttemptState, RunState } from '../journal/state';
import type { Metrics } from '../programs/program';
import { suiteOf } from '../programs/registry';
import type { Sample } from './sample';

/** Text that a run put out, by its range in the raw files; null while it has not been copied from the host. */
export type OutputOf = (run: RunState) => string | null;

/** A sample for each run that has ended, in the order of `state.runs`. Outputs are asked for one by one. */
export function samplesOf(
  state: AttemptState,
  workloads: readonly Workload[],
  outputOf: OutputOf,
): readonly Sample[] {
  const byId = new Map(workloads.map((workload) => [workload.id, workload]));
  return state.runs
    .filter((run) => run.state !== 'running')
    .map((run) => sampleOf(run, byId.get(run.workload), outputOf(run)));
}

/** One run with what its output says. Depends on nothing else, so callers may keep it. */
export function sampleOf(run: RunState, workload: Workload | undefined, copied: string | null): Sample {
  const title = workload?.title ?? run.workload;
  if (run.predicted !== null) return predictedSample(run, title, run.predicted.seconds);
  // Of a session in which nothing was printed the host sends no file.
  const output = copied ?? (run.raw?.bytes === 0 ? '' : null);
  const readable = workload !== undefined && output !== null;
  const metrics = readable ? suiteOf(workload.suite).read(workload, output) : null;
  const time = run.state === 'ok' ? timeOf(run, workload, metrics) : NO_TIME;
  const excluded = reasonsOf(run, workload, output, metrics, time);
  return { run, workload: title, metrics, ...time, excluded };
}

/** Nothing was printed: the model says what the program's own timed region would take. */
function predictedSample(run: RunState, workload: string, seconds: number): Sample {
  const excluded = [...historyReasons(run), ...endReasons(run), ...markReasons(run)];
  return { run, workload, metrics: null, seconds, clock: 'program', excluded };
}

type Time = Pick<Sample, 'seconds' | 'clock'>;

const NO_TIME: Time = { seconds: null, clock: null };

/**
 * The program's own timed region. The wall time stands in only where no timed region was asked for: a run whose
 * output lacks the time must not be averaged with runs that have it.
 */
function timeOf(run: RunState, workload: Workload | undefined, metrics: Metrics | null): Time {
  if (workload === undefined) return NO_TIME;
  if (timedByWall(workload)) return { seconds: run.wallSeconds, clock: 'wall' };
  const seconds = metrics?.seconds ?? null;
  return seconds === null ? NO_TIME : { seconds, clock: 'program' };
}

function timedByWall({ suite, time }: Workload): boolean {
  return suite === 'command' && time === null;
}

/** Whether anything is asked of what it prints. */
function isRead(workload: Workload): boolean {
  const { success, metrics } = workload;
  return !timedByWall(workload) || success !== null || Object.keys(metrics).length > 0;
}

function reasonsOf(
  run: RunState,
  workload: Workload | undefined,
  output: string | null,
  metrics: Metrics | null,
  time: Time,
): readonly string[] {
  const reasons = [...historyReasons(run), ...endReasons(run), ...markReasons(run)];
  if (run.state !== 'ok') return reasons;
  if (workload === undefined) return [...reasons, 'the plan has no such workload'];
  if (output === null && isRead(workload)) return [...reasons, 'its output is not here'];
  if (metrics?.verified === false) reasons.push('the program says that its result is wrong');
  if (time.seconds === null) reasons.push('its output tells no time');
  return reasons;
}

function historyReasons(run: RunState): string[] {
  return run.phase === 'warmup' ? ['warm-up'] : [];
}

function endReasons(run: RunState): string[] {
  if (run.state === 'timeout') return ['ended by the time limit'];
  return run.state === 'failed' ? [`failed with exit code ${run.exit ?? 'unknown'}`] : [];
}

/** Placements are one reason, however many CPUs and ranks it concerns, and so is the wrong way: the marks tell more. */
function markReasons(run: RunState): string[] {
  const bad = run.placements.filter((placement) => !placement.ok);
  const named = new Set(bad.map(placementMark));
  const others = run.marks
    .filter((mark) => !named.has(mark))
    .map((mark) => (isWrongWay(mark) ? wrongWayReason(mark) : mark));
  return bad.length > 0 ? ['placement not as declared', ...others] : [...others];
}
