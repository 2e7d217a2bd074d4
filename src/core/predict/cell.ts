import { arithmeticMean } from '../analysis/statistics';
import type { Phase } from '../experiment/experiment';
import { nativePlacement, rankPlacement, type RankPlace } from '../experiment/ranks';
import type { Workload } from '../experiment/workload';
import type { Layout } from '../layout/layout';
import type { Technique } from '../schema/generated/vmexperiment.types';
import { drawnValues } from './draws';
import { currentValues } from './currentValues';
import { fittedParameters, type FittedValues } from './fittedParameters';
import type { PagesOfRun } from './paging/paging';
import { simulatePaging } from './paging/simulatePaging';
import type { Profile } from './profiles/profile';
import { profileOf } from './profiles/profileOf';
import type { RunInput } from './time/runInput';
import { runInputs } from './time/runInputOf';
import { intervalOf, timeOf, type Drawn, type PredictedTime } from './time/timeOf';
import { hostsOf } from './time/threadsOf';

/** One program in one layout, or on the machine itself. */
export interface CellSetup {
  readonly layout: Layout;
  /** On the PUs that carry the ranks in the layout, without VMs. */
  readonly isNative: boolean;
  readonly workload: Workload;
  readonly phase: Phase;
  /** Done between runs. */
  readonly techniques: readonly Technique[];
  readonly paging: 'nested' | 'shadow';
  readonly seed: number;
  /** Values of what nobody has published; those of currentValues.ts where not given. */
  readonly values?: FittedValues;
  /** Sets of drawn values; those of the seed where not given. Who asks for many cells draws once. */
  readonly drawn?: readonly FittedValues[];
}

export interface PredictedCell extends PredictedTime {
  /** Pages and numbers of the runs it was made of: rangeOf gives other quantities of them. */
  readonly runs: CellRuns;
}

export interface Ranged extends Drawn {
  readonly low: number;
  readonly high: number;
}

/**
 * Seeds of paging, whose shares differ by a hundredth or two, and sets of drawn values: enough for an interval, whose
 * ends lie near the extremes of so few.
 */
const SEEDS = 2;
const DRAWS = 20;

/** The second warm run: what the first one left is then what warm runs leave. */
const RUN_OF_PHASE: Readonly<Record<Phase, number>> = { cold: 0, warm: 2 };

export function drawsOf(seed: number): readonly FittedValues[] {
  return drawnValues(DRAWS, seed);
}

/** From what was believable before anything was fitted. */
export function drawsBeforeFit(seed: number): readonly FittedValues[] {
  return drawnValues(DRAWS, seed, (name) => fittedParameters[name].range);
}

/** Runs of a cell with every number known; null where nothing is known of the program. */
export interface CellRuns {
  /** With values as set, one for each seed of paging; and the pages of each. */
  readonly stated: readonly RunInput[];
  readonly pages: readonly (readonly PagesOfRun[])[];
  /** With drawn values, whose sets are the same for all cells. */
  readonly drawn: readonly RunInput[];
}

export function runsOf(setup: CellSetup): CellRuns | null {
  const pages = pagesOf(setup);
  return pages === null ? null : runsOn(setup, pages);
}

/** The same on pages that are known; with `[[]]` all memory is taken to be near, which is enough for messages. */
export function runsOn(setup: CellSetup, pages: CellRuns['pages']): CellRuns | null {
  const { layout, workload, paging } = setup;
  const stated = setup.values ?? currentValues;
  const profile = profileOfCell(setup, stated);
  if (profile === null) return null;
  const inputOf = runInputs({
    ...{ layout, workload, profile, paging, kind: kindOf(workload) },
    ...{ places: placesOf(setup), layoutPlaces: rankPlacement(workload, layout) },
    pageBytes: layout.machine.pageSizesBytes[0] ?? 4096,
  });
  return {
    stated: pages.map((own) => inputOf(own, profile, stated)),
    pages,
    drawn: (setup.drawn ?? drawsOf(setup.seed)).flatMap((values, at) => {
      const drawn = profileOfCell(setup, values);
      return drawn === null ? [] : [inputOf(pages[at % pages.length] ?? [], drawn, values)];
    }),
  };
}

/** What a run takes; null where nothing is known of the program. */
export function predictCell(setup: CellSetup): PredictedCell | null {
  const runs = runsOf(setup);
  if (runs === null) return null;
  return { ...timeOf(runs), runs };
}

/** Any number of a run, as a mean over the stated runs and with its draws. */
export function rangeOf(
  { stated, drawn }: Pick<CellRuns, 'stated' | 'drawn'>,
  numberOf: (input: RunInput) => number,
): Ranged {
  const value = arithmeticMean(stated.map(numberOf)) ?? 0;
  const draws = drawn.map(numberOf);
  return { value, ...intervalOf(value, draws), draws };
}

function placesOf({ layout, isNative, workload }: CellSetup): readonly RankPlace[] {
  return isNative ? nativePlacement(workload, layout) : rankPlacement(workload, layout);
}

/** Pages of the run of this phase, by seed and VM; null where nothing is known of the program. */
export function pagesOf(setup: CellSetup): CellRuns['pages'] | null {
  const profile = profileOfCell(setup, setup.values ?? currentValues);
  if (profile === null) return null;
  return Array.from({ length: SEEDS }, (_, at) => pagesOfRun(setup, profile, setup.seed + at));
}

/** Natively each host has memory of its own, and paging knows of one. */
function pagesOfRun(setup: CellSetup, profile: Profile, seed: number): readonly PagesOfRun[] {
  const { layout, isNative, workload, techniques, phase } = setup;
  const run = isNative ? 0 : RUN_OF_PHASE[phase];
  const simulate = (places: readonly RankPlace[]): readonly PagesOfRun[] =>
    simulatePaging({
      ...{ layout, places, memory: profile.memory, kind: kindOf(workload), runs: run + 1 },
      ...{ techniques, seed },
    })[run] ?? [];
  const places = placesOf(setup);
  if (!isNative || hostsOf(layout).length === 1) return simulate(places);
  const carriers = rankPlacement(workload, layout);
  const hostOf = new Map(layout.vms.map(({ name, host }) => [name, host]));
  return hostsOf(layout).flatMap((host) =>
    simulate(places.filter((_place, at) => (hostOf.get(carriers[at]?.vm ?? '') ?? null) === host)),
  );
}

/** UPC runs its threads in one process a VM where it is told to have several. */
export function kindOf({ launcher, threads }: Workload): Profile['kind'] {
  return launcher === 'openmp' || (launcher === 'upc' && (threads ?? 1) > 1) ? 'threads' : 'processes';
}

/** What the program does with these values; null where nothing is known of it. */
export function profileOfCell(setup: CellSetup, values: FittedValues): Profile | null {
  const places = placesOf(setup);
  const isThreads = kindOf(setup.workload) === 'threads';
  const ranks = isThreads ? places.reduce((sum, { pus }) => sum + pus.length, 0) : places.length;
  return profileOf(setup.workload, ranks, values);
}
