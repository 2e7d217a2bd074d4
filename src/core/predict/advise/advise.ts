import { arithmeticMean } from '../../analysis/statistics';
import type { Phase } from '../../experiment/experiment';
import type { Workload } from '../../experiment/workload';
import { isRefused, type Refused } from '../../recipes/recipe';
import type { Machine } from '../../topology/machine';
import { drawsOf, type PredictedCell } from '../cell';
import { currentValues } from '../currentValues';
import type { FittedValues } from '../fittedParameters';
import { profileOf } from '../profiles/profileOf';
import type { Steps } from '../steps';
import { MEMORY_KINDS, vmCount, type Cut } from './cut';
import { difference, judged, type Difference, type Judged } from './finalists';
import { groundsOf, pusOf, type AdviceGround } from './ground';
import { idealSeconds } from './ideal';
import { adviceModel, type AdviceModel, type Candidate, type KnownPages, type RunSetting } from './model';
import type { AdvisedProgram } from './programs';
import { search, type Searched } from './search';
import { sensitivity, type Sensitivity } from './sensitivity';
import { cutSpace, type CutConstraints } from './space';
import { symmetryOf } from './symmetry';
import { tellApart, type TellApart } from './tellApart';

/** What is asked. */
export interface AdviceQuestion {
  readonly machine: Machine;
  readonly programs: readonly AdvisedProgram[];
  readonly constraints: CutConstraints;
  /** How many cuts are wanted, at least 1. */
  readonly top: number;
  readonly phase: Phase;
  readonly paging: 'nested' | 'shadow';
  /** Ranges of these are gone through one by one; not where it is false. */
  readonly isSensitivityWanted: boolean;
  /** Values of what nobody has published; those of currentValues.ts where not given. */
  readonly values?: FittedValues;
  /** Sets of drawn values, of which intervals are made; those of all other predictions where not given. */
  readonly drawn?: readonly FittedValues[];
  /** Cuts that are predicted at most, in the order of their likelihood; by the size of the machine where not given. */
  readonly budget?: number;
}

export interface Advice {
  readonly machine: Machine;
  readonly programs: readonly AdvisedProgram[];
  readonly phase: Phase;
  /** Seconds of each program on the machine itself, by which all times are divided. */
  readonly nativeSeconds: readonly number[];
  /** The best first. */
  readonly cuts: readonly AdvisedCut[];
  /** One VM, and each number of VMs a node that divides its cores, as far as the constraints allow. */
  readonly family: readonly AdvisedCut[];
  readonly space: SpaceSearched;
  /** What would tell the best from the one after it; null for a single cut. */
  readonly experiment: TellApart | null;
  /** Facts by what they do to the answer, the most first; empty where it was not asked for. */
  readonly sensitivity: readonly Sensitivity[];
}

export interface AdvisedCut extends Candidate, Judged {
  /** Against the best cut; of the best itself zero. */
  readonly lost: Difference;
}

export interface SpaceSearched {
  /** Distinct cuts up to the symmetry of the machine; at least so many where `isTruncated`. */
  readonly cuts: number;
  readonly isTruncated: boolean;
  /** Those of which some program's time was predicted. */
  readonly evaluated: number;
  /** The best cut is known to be the best of the space. */
  readonly isExact: boolean;
  /** No cut of the space has a smaller mean time over native. */
  readonly bound: number;
  /** How far the best is above the bound, as a share of it. */
  readonly gap: number;
}

/** Up to here all cuts are bounded one by one; beyond, only some are looked at. PUs. */
export const EXACT_PUS = 64;
const SEED = 1;
/** Programs on so many ranks that a search has the time for: cost of a cut grows with ranks and more. */
const BUDGET_RANKS = 6_000;
const LEAST_BUDGET = 4;

/**
 * The best cuts of a machine for some programs under constraints, by the model: those of least arithmetic mean of times over
 * native (as the paper averages). Refused where the machine says too little or no program can run.
 */
export function* advise(question: AdviceQuestion): Steps<Advice | Refused> {
  const searched = yield* searchCuts(question);
  if (isRefused(searched)) return searched;
  const { machine, top, phase } = question;
  const { model, natives, candidates, found, setting, space } = searched;
  const programs = question.programs.map(({ workload }) => workload);
  function* judge(candidate: Candidate): Steps<Candidate & Judged> {
    const cells: PredictedCell[] = [];
    for (const at of programs.keys()) {
      const cell = model.cell(candidate, at);
      if (cell !== null) cells.push(cell);
      yield null;
    }
    return { ...candidate, ...judged(cells, natives) };
  }
  yield 'Drawing what nobody has published, for the best of them';
  const finalists = yield* each(found, judge);
  const [best, second] = finalists;
  if (best === undefined) return noCut(machine);
  const advised = (one: Candidate & Judged): AdvisedCut => ({ ...one, lost: difference(best, one) });
  const family = yield* each(familyOf(candidates, best), judge);
  return {
    ...{ machine, programs: question.programs, phase, space },
    nativeSeconds: natives.map(({ seconds }) => seconds),
    cuts: finalists.slice(0, top).map(advised),
    family: family.map(advised),
    experiment: second === undefined ? null : tellApart(model, programs, best, second),
    sensitivity:
      question.isSensitivityWanted && second !== undefined
        ? yield* sensitivity({
            ...{ programs, setting, candidates: finalists.slice(0, 3), nativeGround: best.ground },
          })
        : [],
  };
}

function* each<From, To>(all: readonly From[], of: (one: From) => Steps<To>): Steps<readonly To[]> {
  const made: To[] = [];
  for (const one of all) made.push(yield* of(one));
  return made;
}

/** What a search found, and what it was made of. */
export interface SearchedCuts {
  readonly model: AdviceModel;
  readonly setting: RunSetting;
  /** Of each program. */
  readonly natives: readonly PredictedCell[];
  readonly candidates: readonly Candidate[];
  /** The best first: as many as are wanted, and at least two where there are two. */
  readonly found: readonly Candidate[];
  readonly space: SpaceSearched;
}

/** `pages` are added to: whoever asks again about the same programs need not simulate them again. */
export function* searchCuts(
  question: AdviceQuestion,
  pages: KnownPages = new Map(),
): Steps<SearchedCuts | Refused> {
  const grounds = groundsFor(question);
  if (isRefused(grounds)) return grounds;
  const setting: RunSetting = {
    ...{ phase: question.phase, paging: question.paging, seed: SEED },
    values: question.values ?? currentValues,
    drawn: question.drawn ?? drawsOf(SEED),
  };
  const model = adviceModel(
    question.programs.map(({ workload }) => workload),
    setting,
    pages,
  );
  const natives = yield* nativesOf(model, grounds, question.programs.length);
  const spaces = grounds.map((ground) => ({
    ground,
    ...cutSpace(ground, symmetryOf(ground), question.constraints),
  }));
  const candidates = spaces.flatMap(({ ground, cuts }) => cuts.map((cut) => ({ ground, cut })));
  if (candidates.length === 0) return noCut(question.machine);
  const nativeSeconds = natives.map(({ seconds }) => seconds);
  yield `Looking through ${candidates.length} cuts`;
  const searched = yield* searchOf(model, candidates, nativeSeconds, question);
  const least = searched.found[0]?.mean ?? Infinity;
  const isTruncated = spaces.some((space) => space.isTruncated);
  const isExact = searched.isExact && !isTruncated;
  const bound = isExact
    ? least
    : Math.min(least, idealMean(grounds, question, nativeSeconds, setting.values));
  return {
    ...{ model, setting, natives, candidates },
    found: searched.found.map(({ candidate }) => candidate),
    space: {
      ...{ cuts: candidates.length, isTruncated, evaluated: searched.evaluated, isExact, bound },
      gap: least / bound - 1,
    },
  };
}

/** Where all ranks' programs are known; a set of PUs on which one cannot run is left out. */
function groundsFor({ machine, programs, values }: AdviceQuestion): readonly AdviceGround[] | Refused {
  const grounds = groundsOf(machine);
  if (isRefused(grounds)) return grounds;
  const runs = (workload: Workload, ground: AdviceGround): boolean =>
    profileOf(workload, workload.ranks ?? pusOf(ground).length, values) !== null;
  const fit = grounds.filter((ground) => programs.every(({ workload }) => runs(workload, ground)));
  if (fit.length > 0 && programs.length > 0) return fit;
  const lacking = programs.filter(({ workload }) => !grounds.some((ground) => runs(workload, ground)));
  const names = (lacking.length > 0 ? lacking : programs).map(({ workload }) => workload.title).join(', ');
  const counts = [...new Set(grounds.map((ground) => pusOf(ground).length))].join(' or ');
  return {
    problem: `Nothing is known of ${names || 'no program'} with ${counts} ranks, as many as "${machine.id}" has PUs.`,
    remedy: 'Leave it out, or name a program of NPB in a class from S to D that runs with so many.',
  };
}

/** The machine itself at its best: of the sets of PUs the one with which a program is fastest. */
function* nativesOf(
  model: AdviceModel,
  grounds: readonly AdviceGround[],
  programs: number,
): Steps<readonly PredictedCell[]> {
  const natives: PredictedCell[] = [];
  for (let program = 0; program < programs; program += 1) {
    const all = grounds.flatMap((ground) => model.native(ground, program) ?? []);
    natives.push(all.reduce((best, one) => (one.seconds < best.seconds ? one : best)));
    yield null;
  }
  return natives;
}

function searchOf(
  model: AdviceModel,
  candidates: readonly Candidate[],
  nativeSeconds: readonly number[],
  { top, budget }: AdviceQuestion,
): Steps<Searched<Candidate>> {
  const ranks = Math.max(...candidates.map(({ ground }) => pusOf(ground).length));
  const parts = nativeSeconds.length;
  const isSmall = ranks <= EXACT_PUS && budget === undefined;
  const ratio = (seconds: number, program: number): number => seconds / (nativeSeconds[program] ?? NaN);
  return search({
    ...{ parts, top: Math.max(2, top) },
    // Of a large machine no cut is bounded by itself: that takes half as long as its time. Likely ones come first.
    candidates: isSmall ? candidates : likelyFirst(candidates),
    boundsOf: (candidate) =>
      nativeSeconds.map((_seconds, at) => (isSmall ? ratio(model.leastSeconds(candidate, at), at) : 0)),
    costOf: (candidate, at) => ratio(model.seconds(candidate, at), at),
    budget: isSmall ? Infinity : (budget ?? Math.max(LEAST_BUDGET, Math.floor(BUDGET_RANKS / ranks / parts))),
  });
}

/** Shared memory before the network, no VM over nodes before others, and about one VM a node. */
function likelyFirst(candidates: readonly Candidate[]): readonly Candidate[] {
  const rank = ({ ground, cut }: Candidate): number =>
    (cut.transport === 'shared' ? 0 : 1000) +
    (ground.kind === 'allPus' ? 0 : 50) +
    (cut.memory === 'firstTouch' || cut.memory === 'cells' ? 0 : 100) +
    10 * Math.abs(Math.log2(vmCount(cut) / ground.nodes.length)) +
    cut.blocks.reduce((most, { nodes }) => Math.max(most, nodes.length), 1) / 10;
  return [...candidates].sort((a, b) => rank(a) - rank(b));
}

function idealMean(
  grounds: readonly AdviceGround[],
  { programs, phase, paging }: AdviceQuestion,
  nativeSeconds: readonly number[],
  values: FittedValues,
): number {
  const ratios = programs.map(({ workload }, at) => {
    const least = Math.min(
      ...grounds.map((ground) => idealSeconds(ground, workload, { phase, paging, values }) ?? Infinity),
    );
    return least / (nativeSeconds[at] ?? NaN);
  });
  return arithmeticMean(ratios) ?? NaN;
}

/** On the PUs of the best cut and with what it says of memory and messages, as far as the constraints allow. */
function familyOf(candidates: readonly Candidate[], { ground }: Candidate): readonly Candidate[] {
  const own = candidates.filter((one) => one.ground === ground);
  const plain = own.filter(
    ({ cut: { blocks } }) =>
      (blocks.length === 1 && vmCount({ blocks }) === 1) ||
      (blocks.length === ground.nodes.length && new Set(blocks.map(({ vms }) => vms)).size === 1),
  );
  const byCount = new Map<number, Candidate>();
  for (const one of plain) {
    const known = byCount.get(vmCount(one.cut));
    if (known === undefined || order(one.cut) < order(known.cut)) byCount.set(vmCount(one.cut), one);
  }
  const most = pusOf(ground).length > EXACT_PUS ? 0 : byCount.size;
  return [...byCount.values()].sort((a, b) => vmCount(a.cut) - vmCount(b.cut)).slice(0, most);
}

function order({ transport, memory }: Cut): number {
  return (transport === 'shared' ? 0 : 10) + MEMORY_KINDS.indexOf(memory);
}

function noCut({ id }: Machine): Refused {
  return {
    problem: `No cut of "${id}" keeps these constraints.`,
    remedy: 'Allow more numbers of VMs, or VMs that share nodes.',
  };
}
