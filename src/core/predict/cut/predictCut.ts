import type { Workload } from '../../experiment/workload';
import type { Layout } from '../../layout/layout';
import { suiteOf } from '../../programs/registry';
import type { Machine } from '../../topology/machine';
import { drawsOf, RUN_OF_PHASE } from '../cell';
import { currentValues } from '../currentValues';
import { drawnValues } from '../draws';
import type { FittedValues } from '../fittedParameters';
import { groundOf, ranksOn, type Ground } from '../ground';
import type { MachineParameters } from '../machines/machine';
import { pagingModeOf } from '../machines/pagingMode';
import { parametersOf } from '../machines/parametersOf';
import type { PagesOfRun } from '../paging/paging';
import { knownProfile } from '../profiles/known';
import { finished, type Steps } from '../steps';
import { meanParts, type TimeParts } from '../time/timeParts';
import { cutPages, type KnownPages } from './cutPages';
import { evidenceOf } from './evidence';
import { cutRuns } from './cutRuns';
import { reasonsFor } from './reasons';
import { slowdownOf, type PredictedSlowdown, type ProgramTimes } from './slowdownOf';

const SEED = 1;
/** Ranks up to which pages are as the whole model has them, with two seeds. */
const MOST_SMALL = 64;
const DRAWS_OF_LARGE = 10;

/** What is predicted of a cut, or why nothing is. */
export type CutPrediction = PredictedCut | { readonly kind: 'refused'; readonly message: string };

export interface PredictedCut extends PredictedSlowdown {
  readonly kind: 'predicted';
  /** Titles of the programs that the mean is of. */
  readonly programs: readonly string[];
  /** Those that are not in it, with the reason as a sentence. */
  readonly left: readonly { readonly program: string; readonly reason: string }[];
  readonly times: readonly ProgramTimes[];
  /** What makes it slower, the most first: at most three sentences, from the numbers. */
  readonly reasons: readonly string[];
}

/** Predicts one cut after the other, and remembers what edits leave as it was. Nothing that it keeps changes an answer. */
export interface CutPredictor {
  readonly predict: (layout: Layout, workloads: readonly Workload[]) => CutPrediction;
  /** The same in steps, a program each, so that whoever waits for something else has a turn; the last one is the answer. */
  readonly steps: (layout: Layout, workloads: readonly Workload[]) => Steps<CutPrediction>;
}

/**
 * Slowdown of warm runs against native, geometric mean of these programs. It is the model of cell.ts with threads
 * and VMs that are alike as one, and beyond 64 ranks with coarser pages, one seed of them and 10 drawn values:
 * docs/model/cut.md.
 */
export function cutPredictor(): CutPredictor {
  const known: Known = { pages: new Map(), machine: null };
  const steps: CutPredictor['steps'] = (layout, workloads) => predictCut(layout, workloads, known);
  return {
    steps,
    predict: (layout, workloads) => finished(steps(layout, workloads)),
  };
}

interface Known {
  readonly pages: KnownPages;
  machine: {
    readonly of: Machine;
    readonly size: string;
    readonly parameters: readonly MachineParameters[];
  } | null;
}

/** Stated values, then the drawn ones: the model's own for small cuts, half as many for larger ones. */
const valueSets = {
  small: once(() => [currentValues, ...drawsOf(SEED)]),
  large: once(() => [currentValues, ...drawnValues(DRAWS_OF_LARGE, SEED)]),
};

function once<T>(make: () => T): () => T {
  let made: { readonly it: T } | null = null;
  return () => (made ??= { it: make() }).it;
}

function* predictCut(layout: Layout, workloads: readonly Workload[], known: Known): Steps<CutPrediction> {
  if (layout.vms.every(({ pus }) => pus.length === 0)) return refused('There is no VM with a PU yet.');
  const left: { program: string; reason: string }[] = [];
  const times: ProgramTimes[] = [];
  for (const workload of workloads) {
    const made = timesOf(layout, workload, known);
    if ('reason' in made) left.push({ program: workload.title, reason: made.reason });
    else times.push(made);
    yield null;
  }
  if (times.length === 0)
    return refused([...new Set(left.map(({ reason }) => reason))].join(' ') || 'There is no program.');
  // A mean of what is left over would be one of other programs.
  if (times.length * 2 < workloads.length)
    return refused(
      `Only ${times.map(({ workload }) => workload.title).join(', ')} of ${workloads.length} programs can run on this cut, too few for a mean. ${left[0]?.reason ?? ''}`.trim(),
    );
  const predicted = slowdownOf(times);
  return {
    kind: 'predicted',
    ...predicted,
    reasons: reasonsFor(predicted.parts, times),
    ...{ programs: times.map(({ workload }) => workload.title), left, times },
  };
}

function refused(message: string): CutPrediction {
  return { kind: 'refused', message };
}

function timesOf(
  layout: Layout,
  workload: Workload,
  known: Known,
): ProgramTimes | { readonly reason: string } {
  const ground = groundOf({ layout, workload, isNative: false });
  const ranks = ranksOn(ground);
  const size = ranks <= MOST_SMALL ? 'small' : 'large';
  const sets = valueSets[size]();
  const profiles = sets.map((values) => knownProfile(workload, ranks, values));
  const [profile] = profiles;
  if (profile === null || profile === undefined) return { reason: whyNot(workload, ranks) };
  const machines = parametersOfSets(layout.machine, size, known);
  const paging = pagingModeOf(layout.machine);
  const runsOn = (ground: Ground, isNative: boolean) => {
    const { places } = ground;
    const run = isNative ? 0 : RUN_OF_PHASE.warm;
    const isSmall = size === 'small';
    const pagesWith = (seed: number): readonly PagesOfRun[] => {
      const setup = { layout, profile, run, seed, isEachItsOwn: isSmall, known: known.pages };
      return isNative
        ? nativeOf(ground).flatMap((ofHost) =>
            cutPages({ ...setup, places: ofHost.flatMap((at) => places[at] ?? []) }),
          )
        : cutPages({ ...setup, places });
    };
    const pages = (isSmall && !isNative ? [SEED, SEED + 1] : [SEED]).map(pagesWith);
    const timesWith = pages.map((own) => cutRuns({ ground, profile, paging }, own));
    const timeOf = (set: number, seed: number): TimeParts | undefined =>
      timesWith[seed]?.(
        sets[set] as FittedValues,
        profiles[set] ?? profile,
        machines[set] as MachineParameters,
      );
    const mean = meanParts(timesWith.flatMap((_time, seed) => timeOf(0, seed) ?? []));
    const drawn = sets.slice(1).flatMap((_values, at) => timeOf(at + 1, at % timesWith.length) ?? []);
    return { times: [mean, ...drawn], pages: pages[0] ?? [] };
  };
  const own = runsOn(ground, false);
  const native = runsOn(groundOf({ layout, workload, isNative: true }), true);
  const evidence = evidenceOf(ground, own.pages, profile);
  return { workload, own: own.times, native: native.times, evidence };
}

/** Ranks of each host, as places: each host has memory of its own. */
function nativeOf({ groups }: Ground): readonly (readonly number[])[] {
  return groups.map((group) => [...new Set(group.map(({ rank }) => rank))]);
}

function parametersOfSets(
  machine: Machine,
  size: keyof typeof valueSets,
  known: Known,
): readonly MachineParameters[] {
  if (known.machine?.of !== machine || known.machine.size !== size) {
    const parameters = valueSets[size]().map((values) => parametersOf(machine, values));
    known.machine = { of: machine, size, parameters };
  }
  return known.machine.parameters;
}

/** Why the model has no profile: what the program itself wants, where it does. */
function whyNot(workload: Workload, ranks: number): string {
  const problem = suiteOf(workload.suite).rankProblem(workload, ranks);
  if (problem !== null) return problem.message;
  return `The model knows nothing of ${workload.title} with ${ranks === 1 ? '1 rank' : `${ranks} ranks`}.`;
}
