import type { Comparisons } from '../experiment/comparisons';
import type { AttemptState, RunState } from '../journal/state';
import { ratioInterval } from './interval';

/** What was seen at the end of a block. */
export interface Look {
  /** Blocks that have ended. */
  readonly blocks: number;
  /** Full width of the widest interval of a ratio of wall times; null while a comparison has none. */
  readonly widest: number | null;
  readonly precise: boolean;
}

/**
 * The look that the host takes when a block has ended: `vmpart-host precise`, whose twin this is. Wall times, because
 * the host reads no output of programs; of runs that ended well, without a mark, in blocks that have ended up to this
 * one. null where the block has not ended, or a later one has: looks are not repeated.
 */
export function lookAt(
  state: Pick<AttemptState, 'runs' | 'blocksEnded'>,
  { pairs, runs }: Comparisons,
  { width, minimum }: { readonly width: number; readonly minimum: number },
  block: number,
): Look | null {
  const planned = Math.max(-1, ...new Set(runs.map((run) => run.block)));
  if (block > planned || state.blocksEnded.at(-1) !== block) return null;
  const ended = new Set(state.blocksEnded);
  const times = logTimes(state.runs, runs, ended);
  const widths = pairs.map(({ cell, baseline }) => {
    const found = differences(times.get(cell), times.get(baseline), ended);
    return found.length < minimum ? Infinity : (ratioInterval(found)?.width ?? Infinity);
  });
  const widest = widths.length === 0 ? Infinity : Math.max(...widths);
  return {
    blocks: ended.size,
    widest: Number.isFinite(widest) ? widest : null,
    precise: ended.size >= minimum && widest < width,
  };
}

/** By cell, by block: logarithms of the wall times of the runs that count, in seconds. */
type LogTimes = ReadonlyMap<number, ReadonlyMap<number, readonly number[]>>;

function logTimes(
  states: readonly RunState[],
  planned: Comparisons['runs'],
  ended: ReadonlySet<number>,
): LogTimes {
  const known = new Map(states.map((run) => [run.run, run]));
  const times = new Map<number, Map<number, number[]>>();
  for (const { run, block, cell } of planned) {
    const seconds = wallTime(known.get(run));
    if (cell === null || seconds === null || !ended.has(block)) continue;
    const blocks = times.get(cell) ?? new Map<number, number[]>();
    times.set(cell, blocks);
    blocks.set(block, [...(blocks.get(block) ?? []), Math.log(seconds)]);
  }
  return times;
}

/** null for a run that does not count. */
function wallTime(run: RunState | undefined): number | null {
  if (run?.state !== 'ok' || run.marks.length > 0 || run.wallSeconds === null) return null;
  return run.wallSeconds > 0 ? run.wallSeconds : null;
}

/** Of mean logarithms, one for each block that has both. */
function differences(
  cell: ReadonlyMap<number, readonly number[]> | undefined,
  baseline: ReadonlyMap<number, readonly number[]> | undefined,
  ended: ReadonlySet<number>,
): readonly number[] {
  return [...ended].flatMap((block) => {
    const [one, other] = [cell?.get(block), baseline?.get(block)];
    return one === undefined || other === undefined ? [] : [mean(one) - mean(other)];
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
