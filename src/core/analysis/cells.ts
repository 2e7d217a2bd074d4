import type { Levels } from '../experiment/factors';
import type { RunState } from '../journal/state';
import { groupBy } from '../text/groupBy';
import type { CellResult } from './results';
import type { Sample } from './sample';
import { extent, geometricMean, median } from './statistics';

/** What names a cell: layout, workload by its id (each variant has its own), levels of both, phase. */
export interface CellKey {
  readonly layout: string;
  readonly workload: string;
  readonly levels: Levels;
  readonly phase: 'cold' | 'warm';
}

export type SamplesByCell = ReadonlyMap<string, readonly Sample[]>;

/** Samples of each cell, those that do not count included; warm-up runs belong to none. */
export function groupByCell(
  samples: readonly Sample[],
  cellKeyOf: (run: RunState) => string | null,
): SamplesByCell {
  return groupBy(samples, ({ run }) => cellKeyOf(run));
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

/**
 * A session is one replicate: its runs give one value, their median, and the cell's numbers are those of its
 * sessions.
 * `words` say what it is to people, `baseline` are the samples of the cell that it is compared with; none without.
 */
export function cellOf(
  key: CellKey,
  words: Pick<CellResult, 'workload' | 'setting'>,
  samples: readonly Sample[],
  baseline: readonly Sample[],
): CellResult {
  const counted = samples.filter(counts);
  const sessions = sessionMedians(counted);
  const times = sessions.map((session) => session.seconds);
  const range = extent(times);
  return {
    ...{ layout: key.layout, ...words, levels: key.levels, phase: key.phase },
    sessions: sessions.length,
    runs: counted.length,
    leftOut: leftOutOf(samples),
    medianSeconds: median(times),
    minSeconds: range?.[0] ?? null,
    maxSeconds: range?.[1] ?? null,
    clock: clockOf(counted),
    ...slowdownOf(sessions, sessionMedians(baseline.filter(counts))),
  };
}

function counts(sample: Sample): boolean {
  return sample.excluded.length === 0 && sample.seconds !== null && sample.seconds > 0;
}

interface SessionTime {
  readonly block: number;
  readonly seconds: number;
}

function sessionMedians(counted: readonly Sample[]): readonly SessionTime[] {
  const sessions = new Map<string, Sample[]>();
  for (const sample of counted) {
    const group = sessions.get(sample.run.session);
    if (group === undefined) sessions.set(sample.run.session, [sample]);
    else group.push(sample);
  }
  return [...sessions.values()].flatMap((group) => {
    const seconds = median(group.flatMap((sample) => sample.seconds ?? []));
    return seconds === null ? [] : [{ block: group[0]?.run.block ?? 0, seconds }];
  });
}

function leftOutOf(samples: readonly Sample[]): CellResult['leftOut'] {
  const reasons = new Map<string, number>();
  for (const why of samples.flatMap((sample) => sample.excluded))
    reasons.set(why, (reasons.get(why) ?? 0) + 1);
  return [...reasons].map(([why, runs]) => ({ why, runs }));
}

function clockOf(counted: readonly Sample[]): CellResult['clock'] {
  const clocks = new Set(counted.map((sample) => sample.clock));
  return clocks.size > 1 ? 'mixed' : ([...clocks][0] ?? null);
}

/** Within blocks, since what the host does meanwhile is alike there; geometric over them, since ratios multiply. */
function slowdownOf(
  sessions: readonly SessionTime[],
  baseline: readonly SessionTime[],
): Pick<CellResult, 'slowdown' | 'slowdownMin' | 'slowdownMax'> {
  const native = blockTimes(baseline);
  const ratios = [...blockTimes(sessions)].flatMap(([block, seconds]) => {
    const base = native.get(block);
    return base === undefined ? [] : [seconds / base];
  });
  const mean = geometricMean(ratios);
  const range = extent(ratios);
  return {
    slowdown: mean === null ? null : mean - 1,
    slowdownMin: range === null ? null : range[0] - 1,
    slowdownMax: range === null ? null : range[1] - 1,
  };
}

/** One time a block; several sessions of a cell in one block, which a plan does not make, give their median. */
function blockTimes(sessions: readonly SessionTime[]): ReadonlyMap<number, number> {
  const blocks = new Map<number, number[]>();
  for (const { block, seconds } of sessions) blocks.set(block, [...(blocks.get(block) ?? []), seconds]);
  return new Map([...blocks].map(([block, times]) => [block, median(times) ?? 0]));
}
