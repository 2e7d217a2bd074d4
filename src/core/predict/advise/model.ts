import { arithmeticMean } from '../../analysis/statistics';
import type { Phase } from '../../experiment/experiment';
import type { Workload } from '../../experiment/workload';
import type { Layout } from '../../layout/layout';
import { remembered } from '../../text/remembered';
import { pagesOf, profileOfCell, runsOn, type CellRuns, type CellSetup, type PredictedCell } from '../cell';
import type { FittedValues } from '../fittedParameters';
import type { Communication } from '../messages/communication';
import { communicationOfRun, partsOfThreads, slowestOf, waitingOf } from '../time/runTime';
import { timeOf } from '../time/timeOf';
import { wholeOf } from '../time/timeParts';
import { leastSeconds } from './bound';
import { spansNodes, type Cut } from './cut';
import { cutLayout } from './cutLayout';
import type { AdviceGround } from './ground';

/** A cut of one of the grounds. */
export interface Candidate {
  readonly ground: AdviceGround;
  readonly cut: Cut;
}

/** How programs are run, whatever the cut. */
export interface RunSetting {
  readonly phase: Phase;
  readonly paging: 'nested' | 'shadow';
  readonly seed: number;
  readonly values: FittedValues;
  readonly drawn: readonly FittedValues[];
}

/** The model as a search asks it: seconds of programs, by their place in the list. */
export interface AdviceModel {
  /** What the seconds of a program in a cut cannot stay below. */
  readonly leastSeconds: (candidate: Candidate, program: number) => number;
  /** As stated, without draws: the same as `cell` says. */
  readonly seconds: (candidate: Candidate, program: number) => number;
  /** With parts and draws. */
  readonly cell: (candidate: Candidate, program: number) => PredictedCell | null;
  /** On the machine itself, with the ranks that all cuts of the ground have, in topological order. */
  readonly native: (ground: AdviceGround, program: number) => PredictedCell | null;
}

/** Pages by cut, program and what it wants of memory: values that change none of these leave them as they are. */
export type KnownPages = Map<string, CellRuns['pages'] | null>;

/**
 * Nothing is asked twice: layouts, messages and cells of a cut are kept as long as the model is, pages as long as their
 * map, and cuts are known by their identity.
 */
export function adviceModel(
  programs: readonly Workload[],
  setting: RunSetting,
  pages: KnownPages = new Map(),
): AdviceModel {
  const talks = new Map<string, Communication | null>();
  const cells = new Map<string, PredictedCell | null>();
  const setupOf = (candidate: Candidate, program: number): CellSetup => ({
    ...{ ...setting, drawn: [], layout: layoutOf(candidate), isNative: false, techniques: [] },
    workload: { ...(programs[program] as Workload), transport: candidate.cut.transport },
  });
  const pagesOfSetup = (setup: CellSetup, key: string, seeds?: number): CellRuns['pages'] | null => {
    const memory = profileOfCell(setup, setting.values)?.memory;
    return kept(pages, `${key} ${JSON.stringify(memory)}`, () => pagesOf(setup, seeds));
  };
  const pagesFor = (setup: CellSetup, { cut, ground }: Candidate): CellRuns['pages'] | null => {
    const { program, problemClass } = setup.workload;
    const key = `${ground.kind} ${keyOfBlocks(cut)} ${cut.memory} ${program} ${problemClass} ${setup.workload.launcher}`;
    // Inside a node there is nothing for a seed to decide.
    return pagesOfSetup(setup, key, spansNodes(cut) ? undefined : 1);
  };
  const keyOf = ({ cut, ground }: Candidate, program: number): string =>
    `${ground.kind} ${keyOfBlocks(cut)} ${cut.memory} ${cut.transport} ${program}`;
  const whole = (setup: CellSetup, own: CellRuns['pages'] | null): PredictedCell | null => {
    const runs = own === null ? null : runsOn({ ...setup, drawn: setting.drawn }, own);
    return runs === null ? null : { ...timeOf(runs), runs };
  };
  return {
    leastSeconds: (candidate, program) => {
      const near = runsOn(setupOf(candidate, program), [[]])?.stated[0];
      if (near === undefined) return Infinity;
      const talk = communicationOfRun(near);
      talks.set(keyOf(candidate, program), talk);
      return leastSeconds(near, talk, !spansNodes(candidate.cut));
    },
    seconds: (candidate, program) => {
      const setup = setupOf(candidate, program);
      const own = pagesFor(setup, candidate);
      const runs = own === null ? null : runsOn(setup, own);
      if (runs === null || runs.stated.length === 0) return Infinity;
      const times = runs.stated.map((run) => {
        const talk = kept(talks, keyOf(candidate, program), () => communicationOfRun(run));
        return talk === null ? NaN : wholeOf(slowestOf(partsOfThreads(run, waitingOf(run), talk)));
      });
      return arithmeticMean(times) ?? Infinity;
    },
    cell: (candidate, program) =>
      kept(cells, keyOf(candidate, program), () => {
        const setup = setupOf(candidate, program);
        return whole(setup, pagesFor(setup, candidate));
      }),
    native: (ground, program) => {
      const setup: CellSetup = {
        ...setupOf({ ground, cut: wideCut(ground) }, program),
        ...{ isNative: true, phase: 'cold' },
      };
      return whole(setup, pagesOfSetup(setup, `native ${ground.kind} ${program}`));
    },
  };
}

/** Cuts of one space have layouts of their own, which are asked for again and again. */
const layouts = remembered<Cut, Map<AdviceGround, Layout>>(() => new Map(), 8);

function layoutOf({ cut, ground }: Candidate): Layout {
  return kept(layouts(cut), ground, () => cutLayout(cut, ground));
}

function keyOfBlocks({ blocks }: Cut): string {
  return blocks.map(({ nodes, vms }) => `${nodes.join('.')}/${vms}`).join(' ');
}

/** One VM over all nodes: its PUs in topological order carry the ranks of the machine itself. One of each ground. */
export const wideCut = remembered(({ nodes }: AdviceGround): Cut => ({
  blocks: [{ nodes: nodes.map((_node, at) => at), vms: 1 }],
  ...{ memory: 'firstTouch', transport: 'shared' },
}));

function kept<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}
