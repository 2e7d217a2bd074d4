import type { Levels } from '../experiment/factors';
import type { RunState } from '../journal/state';
import type { CellResult } from './results';
import type { Sample } from './sample';
import { paired } from './compare';
import { ratioInterval } from './interval';
import { medianIntervalIn } from './medianInterval';
import { counts, sessionTimesOf, type SessionTime } from './sessionTimes';
import { arithmeticMean, extent, middle, sortedNumbers, standardDeviation } from './statistics';
import { trafficOf } from './traffic';

/** What names a cell: layout, workload by its id (each variant has its own), levels of both, phase. */
export interface CellKey {
  readonly layout: string;
  readonly workload: string;
  readonly levels: Levels;
  readonly phase: 'cold' | 'warm';
}

/** Key of the cell to which a run belongs; null for a warm-up, which belongs to none. */
export function cellKeyOf({ layout, workload, levels, phase }: RunState): string | null {
  return phase === 'warmup' ? null : keyOf({ layout, workload, levels, phase });
}

/** The same for the same levels, in whichever order they are told. */
export function keyOf({ layout, workload, levels, phase }: CellKey): string {
  return JSON.stringify([
    layout,
    workload,
    phase,
    Object.entries(levels).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
}

/** What a cell's own samples say of it. */
export type OwnResult = Omit<CellResult, 'slowdown' | 'slowdownMin' | 'slowdownMax' | 'slowdownInterval'>;

/**
 * A session is one replicate: its runs give one value, their median, and the cell's numbers are those of its
 * sessions.
 * `workload` and `setting` say what it is to people.
 */
export function ownResult(
  key: CellKey,
  { workload, setting }: Pick<CellResult, 'workload' | 'setting'>,
  samples: readonly Sample[],
): OwnResult {
  const times = sessionTimesOf(samples);
  const seconds = times.map((time) => time.seconds);
  const sorted = sortedNumbers(seconds);
  return {
    ...{ layout: key.layout, workload, setting, levels: key.levels, phase: key.phase },
    sessions: times.length,
    runs: times.reduce((sum, { runs }) => sum + runs, 0),
    leftOut: leftOutOf(samples),
    medianSeconds: middle(sorted),
    medianInterval: medianIntervalIn(sorted),
    meanSeconds: arithmeticMean(seconds),
    sdSeconds: standardDeviation(seconds),
    times,
    minSeconds: sorted[0] ?? null,
    maxSeconds: sorted.at(-1) ?? null,
    clock: clockOf(samples),
    traffic: trafficOf(samples),
  };
}

/** Held against the times of its baseline; none without. */
export function heldResult(own: OwnResult, baseline: readonly SessionTime[]): CellResult {
  return { ...own, ...slowdownOf(own.times, baseline) };
}

function leftOutOf(samples: readonly Sample[]): CellResult['leftOut'] {
  const reasons = new Map<string, number>();
  for (const { excluded } of samples)
    for (const why of excluded) reasons.set(why, (reasons.get(why) ?? 0) + 1);
  return [...reasons].map(([why, runs]) => ({ why, runs }));
}

/** Of those that count. */
function clockOf(samples: readonly Sample[]): CellResult['clock'] {
  let clock: CellResult['clock'] = null;
  for (const sample of samples) {
    if (sample.clock === clock || !counts(sample)) continue;
    if (clock !== null) return 'mixed';
    ({ clock } = sample);
  }
  return clock;
}

/** Within blocks, since what the host does meanwhile is alike there; geometric over them, since ratios multiply. */
function slowdownOf(
  times: readonly SessionTime[],
  baseline: readonly SessionTime[],
): Pick<CellResult, 'slowdown' | 'slowdownMin' | 'slowdownMax' | 'slowdownInterval'> {
  const { logRatios } = paired(times, baseline);
  const mean = arithmeticMean(logRatios);
  const range = extent(logRatios);
  const interval = ratioInterval(logRatios);
  return {
    slowdown: mean === null ? null : Math.expm1(mean),
    slowdownMin: range === null ? null : Math.expm1(range[0]),
    slowdownMax: range === null ? null : Math.expm1(range[1]),
    slowdownInterval: interval === null ? null : [interval.low - 1, interval.high - 1],
  };
}
