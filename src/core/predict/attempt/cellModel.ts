import type { Experiment } from '../../experiment/experiment';
import { rankPlacement, type RankPlace } from '../../experiment/ranks';
import type { Session } from '../../experiment/schedule';
import { vmsToJoin } from '../../experiment/sharedRegion';
import type { Workload } from '../../experiment/workload';
import type { HostFactors } from '../calibrate/factors';
import { inputsOf, memoryKey, sessionPages, type CellSetup } from '../cell';
import { setupOf } from '../cellSetup';
import { currentValues } from '../currentValues';
import type { FittedValues } from '../fittedParameters';
import type { PagesOfRun } from '../paging/paging';
import { communicationOfRun, partsOfThreads, slowestOf, waitingOf, type SilentRun } from '../time/runTime';
import { startUpSeconds } from '../time/startTime';
import { wholeOf, type TimeParts } from '../time/timeParts';
import { trafficOf, type TrafficOfVm } from './traffic';
import { whyNot, type Unpredicted } from './whyNot';

/** One run as the model has it. */
export interface PredictedRun {
  readonly parts: TimeParts;
  /** Of the timed region. */
  readonly seconds: number;
  /** With the start, without the launcher, of which the model knows nothing. */
  readonly wallSeconds: number;
  /** Of each VM with ranks, natively of each host. */
  readonly pages: readonly PagesOfRun[];
}

/** A program in a layout, or natively, with the levels of a session. */
export interface CellModel {
  readonly places: readonly RankPlace[];
  readonly traffic: readonly TrafficOfVm[];
  /** By block, and runs of the program before it in its session. */
  readonly run: (block: number, history: number) => PredictedRun;
}

type Pages = ReturnType<typeof sessionPages>;

/** What all cells of an attempt share. */
export interface CellGround {
  readonly experiment: Experiment;
  /** One set of values of what nobody has published for each block. */
  readonly draws: readonly FittedValues[];
  /** And how many times as long things take on a calibrated host; empty where it is not. */
  readonly hosts: readonly HostFactors[];
  /** Pages that other cells have had simulated: programs and layouts decide of them, transports and cards do not. */
  readonly pages: Map<string, Pages>;
  /** What threads wait for memory, by program, layout, block and run: it is the same whatever way messages take. */
  readonly silent: Map<string, Silent>;
}

interface Silent {
  readonly waiting: Float64Array;
  readonly startUpSeconds: number;
}

export function cellModel(ground: CellGround, session: Session, workload: Workload): CellModel | Unpredicted {
  const setup = setupOf(ground.experiment, session, workload);
  if (setup === null) return { what: `there is no layout for ${workload.title}`, remedy: 'Name one.' };
  const reason = whyNot(setup);
  if (reason !== null) return reason;
  const inputOf = inputsOf(setup);
  const runs = setup.isNative ? 1 : runsOf(session, workload);
  const pages = knownPages(ground, session, setup, runs);
  const known = new Map<string, PredictedRun>();
  const silentKey = levelsKey(session, workload, []);
  const predict = (block: number, run: number): PredictedRun => {
    const bySeed = pages?.[block % pages.length] ?? [];
    const own = bySeed[run] ?? [];
    const values = ground.draws[block % ground.draws.length] ?? currentValues;
    const input = inputOf(own, values, ground.hosts[block % ground.hosts.length]);
    if (input === null)
      throw new Error(`${workload.title} has a profile with some values and none with others.`);
    const key = `${silentKey} ${block} ${run}`;
    const silent = ground.silent.get(key) ?? silentOf(input);
    ground.silent.set(key, silent);
    const parts = slowestOf(partsOfThreads(input, silent.waiting, communicationOfRun(input)));
    const seconds = wholeOf(parts);
    return { parts, seconds, wallSeconds: silent.startUpSeconds + seconds, pages: own };
  };
  return {
    places: rankPlacement(workload, setup.layout),
    traffic: trafficOf(setup),
    run: (block, history) => {
      const run = Math.min(history, runs - 1);
      const key = `${block} ${run}`;
      const made = known.get(key) ?? predict(block, run);
      known.set(key, made);
      return made;
    },
  };
}

/** The same for cells that the model does not tell apart, by what it passes over. */
export function cellKey({ layouts }: Experiment, session: Session, workload: Workload): string {
  const level = layouts.find(({ name }) => name === session.layout);
  const isOne = level === undefined || vmsToJoin(workload, level.layout).length === 0;
  return levelsKey(session, workload, [session.levels['nic'], isOne ? null : workload.transport]);
}

/** The same for cells that differ in nothing but ways of messages, unless `ways` tells those apart. */
function levelsKey({ layout, levels }: Session, workload: Workload, ways: readonly unknown[]): string {
  return JSON.stringify([
    ...[layout, levels['technique'], levels['host.paging'], ...ways],
    { ...workload, id: null, levels: null, environment: null, path: null, transport: null },
  ]);
}

function silentOf(input: SilentRun): Silent {
  return { waiting: waitingOf(input), startUpSeconds: startUpSeconds(input) };
}

/** Runs of a program in one of its sessions. */
function runsOf({ runs }: Session, { id }: Workload): number {
  return 1 + Math.max(0, ...runs.filter(({ workload }) => workload === id).map(({ history }) => history));
}

function knownPages({ pages }: CellGround, { layout }: Session, setup: CellSetup, runs: number): Pages {
  const key = JSON.stringify([layout, setup.layout.name, runs, memoryKey(setup)]);
  const made = pages.get(key) ?? sessionPages(setup, runs);
  pages.set(key, made);
  return made;
}
