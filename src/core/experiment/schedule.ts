import { cellsOf, type Cell } from './cells';
import type { Experiment, Phase, Precision } from './experiment';
import type { Levels } from './factors';
import { type Random, seededRandom, shuffled } from './random';
import { startsOf } from './techniques';

/** The whole order of an experiment: what is booted when, and what runs in it. */
export interface Schedule {
  /** With a precision these are the most. */
  readonly blocks: number;
  /** What the host stops at before the last block; absent where the number of blocks is given. */
  readonly precision?: Precision;
  readonly sessions: readonly Session[];
  /** VMs that are started over the whole schedule. */
  readonly boots: number;
}

export interface Session {
  /** `s0001`, in the order of execution. */
  readonly id: string;
  readonly block: number;
  /** `native` or the name of a layout level. */
  readonly layout: string;
  /** Levels of the factors that a session is set up for; programs have their own. */
  readonly levels: Levels;
  readonly runs: readonly PlannedRun[];
}

export interface PlannedRun {
  /** `r0001`, in the order of execution. */
  readonly id: string;
  readonly workload: string;
  /** `warmup` runs give a program its history where no cold run is wanted; they are never counted. */
  readonly phase: Phase | 'warmup';
  /** Runs of the same program before it in its session. */
  readonly history: number;
}

/** A session before it has an id and a place in the order. */
export interface SessionKind {
  readonly layout: string;
  readonly levels: Levels;
  /** Ids, in document order. */
  readonly workloads: readonly string[];
}

/**
 * The schedule with the fewest boots. A cold run is the first after a boot, so with a cold phase every program has a
 * session of its own in each block; the warm runs follow in the same session. Without one, a session of a layout
 * serves all programs, and every variant of each. Every block holds every kind of session once, native among the
 * others, so that blocks can be compared and a drift of the machine meets all layouts alike.
 *
 * `randomized` shuffles the sessions of each block, and without a cold phase also the programs, in the same order for
 * all layouts of the block: their histories stay comparable. Blocks are drawn one after the other from one generator;
 * more replicates leave the order of the first ones as it was. Under `abba` the order within a session turns round too.
 * With `blocks` these are the first ones alone.
 */
export function scheduleOf(experiment: Experiment, blocks = mostBlocks(experiment)): Schedule {
  const { precision } = experiment;
  const random = seededRandom(experiment.seed);
  const kinds = sessionKinds(experiment);
  const nextSession = ids('s');
  const nextRun = ids('r');
  const sessions = Array.from({ length: blocks }, (_, block) =>
    blockOf(experiment, kinds, arrangement(experiment.order, block, random)).map((kind) => ({
      id: nextSession(),
      block,
      layout: kind.layout,
      levels: kind.levels,
      runs: runsOf(experiment, kind).map((run) => ({ id: nextRun(), ...run })),
    })),
  ).flat();
  return {
    ...{ blocks, ...(precision === null ? {} : { precision }) },
    ...{ sessions, boots: bootsOf(experiment, sessions) },
  };
}

function mostBlocks({ precision, replicates }: Experiment): number {
  return precision?.maximum ?? replicates;
}

/** Blocks that are run in any case: all of them, unless it may stop before. */
export function leastBlocks({ blocks, precision }: Pick<Schedule, 'blocks' | 'precision'>): number {
  return Math.min(blocks, precision?.minimum ?? blocks);
}

/** `5`, or `5 to 30` where it may stop before. */
export function blocksInWords(schedule: Pick<Schedule, 'blocks' | 'precision'>): string {
  return rangeInWords(leastBlocks(schedule), schedule.blocks);
}

export function rangeInWords(least: number, most: number): string {
  return least < most ? `${least} to ${most}` : String(most);
}

/** The sessions of one block in document order: each cell has one, or shares one where no run is cold. */
export function sessionKinds(experiment: Experiment): readonly SessionKind[] {
  const { cells } = cellsOf(experiment);
  if (experiment.phases.includes('cold')) {
    return cells.map(({ layout, levels, workload }) => ({ layout, levels, workloads: [workload.id] }));
  }
  const shared = new Map<string, Cell[]>();
  for (const cell of cells) {
    const key = JSON.stringify([cell.layout, cell.levels]);
    const group = shared.get(key);
    if (group === undefined) shared.set(key, [cell]);
    else group.push(cell);
  }
  return inOrder(experiment, [...shared.values()]);
}

/** Native sessions first, then layouts as the document names them, whichever program met them first. */
function inOrder(experiment: Experiment, groups: readonly (readonly Cell[])[]): readonly SessionKind[] {
  const layouts = ['native', ...experiment.layouts.map(({ name }) => name)];
  return layouts.flatMap((name) =>
    groups.flatMap((cells) => {
      const [first] = cells;
      if (first === undefined || first.layout !== name) return [];
      return [{ layout: name, levels: first.levels, workloads: cells.map(({ workload }) => workload.id) }];
    }),
  );
}

type Arrange = <T>(items: readonly T[]) => readonly T[];

/** `abba` takes every second block from behind, so that a steady drift meets all sessions alike. */
function arrangement(order: Experiment['order'], block: number, random: Random): Arrange {
  switch (order) {
    case 'randomized':
      return (items) => shuffled(items, random);
    case 'abba':
      return (items) => (block % 2 === 0 ? items : [...items].reverse());
    case 'fixed':
      return (items) => items;
  }
}

function blockOf(
  { phases, workloads }: Experiment,
  kinds: readonly SessionKind[],
  arrange: Arrange,
): readonly SessionKind[] {
  if (phases.includes('cold')) return arrange(kinds);
  const order = arrange(workloads.map(({ id }) => id));
  const place = new Map(order.map((id, index) => [id, index]));
  const placeOf = (id: string): number => place.get(id) ?? 0;
  return arrange(
    kinds.map((kind) => ({
      ...kind,
      workloads: [...kind.workloads].sort((a, b) => placeOf(a) - placeOf(b)),
    })),
  );
}

function runsOf(experiment: Experiment, kind: SessionKind): readonly Omit<PlannedRun, 'id'>[] {
  const first = experiment.phases.includes('cold') ? 'cold' : 'warmup';
  const warm = experiment.phases.includes('warm') ? experiment.warmRuns : 0;
  return kind.workloads.flatMap((workload) => [
    { workload, phase: first, history: 0 },
    ...Array.from({ length: warm }, (_, index) => ({ workload, phase: 'warm' as const, history: index + 1 })),
  ]);
}

function bootsOf(experiment: Experiment, sessions: readonly Session[]): number {
  const vms = new Map(experiment.layouts.map((level) => [level.name, level.layout.vms.length]));
  return sessions.reduce(
    (sum, session) => sum + (vms.get(session.layout) ?? 0) * startsOf(experiment, session),
    0,
  );
}

/** `s0001`, `s0002` ...: with leading zeros, so that names of files sort as they ran. */
function ids(letter: string): () => string {
  let count = 0;
  return () => `${letter}${String(++count).padStart(4, '0')}`;
}
