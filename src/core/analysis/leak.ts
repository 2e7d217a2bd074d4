import { levelsInWords } from '../experiment/factors';
import type { Schedule } from '../experiment/schedule';
import type { PageKinds } from '../journal/state';
import { cellKeyOf } from './cells';
import { grown } from './grown';
import { usedBytes, useOf } from './pageUse';
import type { PlannedFactors } from './plannedCells';
import type { CellResult } from './results';
import type { Sample } from './sample';
import { arithmeticMean, extent } from './statistics';

/**
 * The leak: of the guest memory that ranks of a run used, what an earlier run had left on another node than a rank that
 * maps it now. Of the runs of one cell in the same place of their sessions; only runs that count.
 */
export interface Leak extends Pick<CellResult, 'layout' | 'setting' | 'levels' | 'workload' | 'phase'> {
  /** Which run of its session it is, of any program, from 1. */
  readonly run: number;
  /** Mean over sessions, 0 to 1, and the least and the greatest. */
  readonly share: number;
  readonly range: readonly [number, number];
  /** Means over sessions, bytes. */
  readonly usedBytes: number;
  readonly inheritedBytes: number;
  readonly wrongBytes: number;
  readonly sessions: number;
  /** What was done to the VMs since the run before it, each technique once. */
  readonly after: readonly string[];
}

interface Place {
  readonly first: Sample;
  readonly run: number;
  readonly readings: Reading[];
  readonly after: Set<string>;
}

interface Reading {
  readonly used: number;
  readonly inherited: number;
  readonly wrong: number;
}

/** In the order in which they were first seen; samples that were read are not read again. */
export function rememberedLeak(): (
  samples: readonly Sample[],
  plan: Pick<PlannedFactors, 'schedule' | 'factors'>,
) => readonly Leak[] {
  let schedule: Schedule | null = null;
  const gather = grown<Sample, Map<string, Place>>({
    start: () => new Map(),
    add: (places, sample) => {
      addSample(places, sample, schedule);
    },
  });
  return (samples, plan) => {
    ({ schedule } = plan);
    return [...gather(samples).values()].flatMap((place) => leakOf(place, plan.factors));
  };
}

function addSample(places: Map<string, Place>, sample: Sample, schedule: Schedule | null): void {
  const { run, excluded } = sample;
  const { pages, techniques } = run.collected;
  if (pages.length === 0 || excluded.length > 0 || schedule === null) return;
  const [cell, at] = [cellKeyOf(run), placesIn(schedule).get(run.run)];
  const reading = readingOf(pages);
  if (cell === null || at === undefined || reading.used === 0) return;
  const key = `${at} ${cell}`;
  const known = places.get(key) ?? { first: sample, run: at, readings: [], after: new Set<string>() };
  places.set(key, known);
  known.readings.push(reading);
  for (const { technique } of techniques) known.after.add(technique);
}

function readingOf(pages: readonly PageKinds[]): Reading {
  return {
    used: usedBytes(useOf(pages)),
    inherited: pages.reduce((sum, { inheritedBytes }) => sum + inheritedBytes, 0),
    wrong: pages.reduce((sum, { inheritedWrongBytes }) => sum + inheritedWrongBytes, 0),
  };
}

function leakOf(
  { first: { run: one, workload }, run, readings, after }: Place,
  factors: PlannedFactors['factors'],
): readonly Leak[] {
  const shares = readings.map(({ used, wrong }) => wrong / used);
  const [share, range] = [arithmeticMean(shares), extent(shares)];
  if (share === null || range === null) return [];
  const mean = (of: keyof Reading): number => arithmeticMean(readings.map((reading) => reading[of])) ?? 0;
  return [
    {
      ...{ layout: one.layout, setting: levelsInWords(one.levels, factors), levels: one.levels, workload },
      ...{ phase: one.phase === 'cold' ? 'cold' : 'warm', run, share, range },
      ...{ usedBytes: mean('used'), inheritedBytes: mean('inherited'), wrongBytes: mean('wrong') },
      ...{ sessions: readings.length, after: [...after] },
    },
  ];
}

const known = new WeakMap<Schedule, ReadonlyMap<string, number>>();

/** The place of each run in its session, from 1: a restart of the VMs between two runs does not begin anew. */
function placesIn(schedule: Schedule): ReadonlyMap<string, number> {
  const made =
    known.get(schedule) ??
    new Map(schedule.sessions.flatMap(({ runs }) => runs.map(({ id }, at) => [id, at + 1] as const)));
  known.set(schedule, made);
  return made;
}
