import { arithmeticMean } from '../analysis/statistics';
import type { Phase } from '../experiment/experiment';
import { rankPlacement, type RankPlace } from '../experiment/ranks';
import type { Workload } from '../experiment/workload';
import type { Layout } from '../layout/layout';
import type { Technique } from '../schema/generated/vmexperiment.types';
import { scaledRun, type HostFactors } from './calibrate/factors';
import { drawnValues } from './draws';
import { currentValues } from './currentValues';
import { fittedParameters, type FittedValues } from './fittedParameters';
import { groundOf, ranksOn } from './ground';
import type { PagesOfRun } from './paging/paging';
import { simulatePaging } from './paging/simulatePaging';
import { kindOf } from './profiles/kindOf';
import type { Profile } from './profiles/profile';
import { knownProfile } from './profiles/known';
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
  /** What a calibration says of the host, with a set for each of `drawn`: calibratedSetup makes it. */
  readonly host?: { readonly stated: HostFactors; readonly drawn: readonly HostFactors[] };
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
export const RUN_OF_PHASE: Readonly<Record<Phase, number>> = { cold: 0, warm: 2 };

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
  const stated = setup.values ?? currentValues;
  const inputOf = inputsOf(setup);
  const inputs = pages.map((own) => inputOf(own, stated, setup.host?.stated));
  if (inputs.includes(null)) return null;
  return {
    stated: inputs.flatMap((input) => input ?? []),
    pages,
    drawn: (setup.drawn ?? drawsOf(setup.seed)).flatMap(
      (values, at) => inputOf(pages[at % pages.length] ?? [], values, setup.host?.drawn[at]) ?? [],
    ),
  };
}

/** Gives a run of the cell on these pages, with these values, on such a host; null where nothing is known of the program. */
export function inputsOf(
  setup: CellSetup,
): (pages: readonly PagesOfRun[], values: FittedValues, host?: HostFactors) => RunInput | null {
  const { workload, paging } = setup;
  const ground = groundOf(setup);
  const ranks = ranksOn(ground);
  const profile = knownProfile(workload, ranks, setup.values ?? currentValues);
  if (profile === null) return () => null;
  const inputOf = runInputs({ ground, profile, paging });
  return (pages, values, host) => {
    const own = knownProfile(workload, ranks, values);
    return own === null ? null : onHost(inputOf(pages, own, values), host);
  };
}

function onHost(input: RunInput, host: HostFactors | undefined): RunInput {
  return host === undefined ? input : scaledRun(input, host);
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

/** Pages of the run of this phase, by seed and VM; null where nothing is known of the program. */
export function pagesOf(setup: CellSetup, seeds = SEEDS): CellRuns['pages'] | null {
  const run = setup.isNative ? 0 : RUN_OF_PHASE[setup.phase];
  return sessionPages(setup, run + 1, seeds)?.map((runs) => runs[run] ?? []) ?? null;
}

/**
 * Pages of so many runs from the boot on: by seed of paging, run and VM, natively by host. null where nothing is known of
 * the program. Natively all runs have the same mechanism, and one of them is enough.
 */
export function sessionPages(
  setup: CellSetup,
  runs: number,
  seeds = SEEDS,
): readonly (readonly (readonly PagesOfRun[])[])[] | null {
  const profile = profileOfCell(setup, setup.values ?? currentValues);
  if (profile === null) return null;
  return Array.from({ length: seeds }, (_, at) => pagesOfRuns(setup, profile, runs, setup.seed + at));
}

/** The same for setups of one layout whose pages are the same: transports and cards do not move them. */
export function memoryKey(setup: CellSetup): string {
  const { workload, isNative, techniques, seed } = setup;
  const memory = profileOfCell(setup, setup.values ?? currentValues)?.memory;
  const bytes = Object.values(memory ?? {}).map(({ value }: { readonly value: number }) => value);
  const { launcher, ranks, threads, rankOrder } = workload;
  return JSON.stringify([bytes, launcher, ranks, threads, rankOrder, isNative, techniques, seed]);
}

/** Natively each host has memory of its own, and paging knows of one. */
function pagesOfRuns(
  setup: CellSetup,
  profile: Profile,
  runs: number,
  seed: number,
): readonly (readonly PagesOfRun[])[] {
  const { layout, isNative, workload, techniques } = setup;
  const simulate = (places: readonly RankPlace[]): readonly (readonly PagesOfRun[])[] =>
    simulatePaging({
      ...{ layout, places, memory: profile.memory, kind: kindOf(workload), runs },
      ...{ techniques, seed },
    });
  const places = groundOf(setup).places;
  if (!isNative || hostsOf(layout).length === 1) return simulate(places);
  const carriers = rankPlacement(workload, layout);
  const hostOf = new Map(layout.vms.map(({ name, host }) => [name, host]));
  const byHost = hostsOf(layout).map((host) =>
    simulate(places.filter((_place, at) => (hostOf.get(carriers[at]?.vm ?? '') ?? null) === host)),
  );
  return Array.from({ length: runs }, (_, run) => byHost.flatMap((own) => own[run] ?? []));
}

/** What the program does with these values; null where nothing is known of it. */
export function profileOfCell(setup: CellSetup, values: FittedValues): Profile | null {
  return knownProfile(setup.workload, ranksOfCell(setup), values);
}

/** Processes, or threads where these are the ranks. */
export function ranksOfCell(setup: CellSetup): number {
  return ranksOn(groundOf(setup));
}
