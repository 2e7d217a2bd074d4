import { levelsInWords } from '../experiment/factors';
import type { Schedule } from '../experiment/schedule';
import type { PageKinds } from '../journal/state';
import { cellKeyOf } from './cells';
import { grown } from './grown';
import { usedIn } from './pageUse';
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
  /** What was made of the readings; null when more have come since. */
  made: Told | null;
}

type Told = Pick<Leak, 'share' | 'range' | 'usedBytes' | 'inheritedBytes' | 'wrongBytes' | 'sessions'>;

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
    return [...gather(samples).values()].map((place) => leakOf(place, plan.factors));
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
  const known = places.get(key) ?? {
    first: sample,
    run: at,
    readings: [],
    after: new Set<string>(),
    made: null,
  };
  places.set(key, known);
  known.readings.push(reading);
  known.made = null;
  for (const { technique } of techniques) known.after.add(technique);
}

function readingOf(pages: readonly PageKinds[]): Reading {
  return {
    used: usedIn(pages),
    inherited: pages.reduce((sum, { inheritedBytes }) => sum + inheritedBytes, 0),
    wrong: pages.reduce((sum, { inheritedWrongBytes }) => sum + inheritedWrongBytes, 0),
  };
}

function leakOf(place: Place, factors: PlannedFactors['factors']): Leak {
  const { first, run, after } = place;
  const { layout, levels, phase } = first.run;
  place.made ??= toldOf(place.readings);
  return {
    ...{ layout, setting: levelsInWords(levels, factors), levels, workload: first.workload },
    ...{ phase: phase === 'cold' ? 'cold' : 'warm', run, ...place.made, after: [...after] },
  };
}

/** At least one. */
function toldOf(readings: readonly Reading[]): Told {
  const shares = readings.map(({ used, wrong }) => wrong / used);
  const mean = (of: keyof Reading): number => arithmeticMean(readings.map((reading) => reading[of])) ?? 0;
  return {
    ...{ share: arithmeticMean(shares) ?? 0, range: extent(shares) ?? [0, 0] },
    ...{ usedBytes: mean('used'), inheritedBytes: mean('inherited'), wrongBytes: mean('wrong') },
    sessions: readings.length,
  };
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
