import { arithmeticMean } from '../analysis/statistics';
import type { Machine } from '../topology/machine';
import {
  drawsOf,
  pagesOf,
  profileOfCell,
  rangeOf,
  runsOn,
  type CellRuns,
  type CellSetup,
  type Ranged,
} from './cell';
import { layoutOfCell } from './claims/layout';
import type { Answer, Cell, NotPredicted, Quantity } from './claims/question';
import { workloadOfCell } from './claims/workload';
import { faultShares } from './faultShares';
import { currentValues } from './currentValues';
import type { FittedValues } from './fittedParameters';
import { barrierSeconds, pairBytesPerSecond, pairLatencySeconds } from './pairs';
import type { RunInput } from './time/runInput';
import { runTime } from './time/runTime';
import { startUpSeconds, systemSeconds } from './time/startTime';
import { intervalOf, ratioOf } from './time/timeOf';
import { wholeOf } from './time/timeParts';

const SEED = 1;

/** What answers are made with beside the values. */
export interface AnswerOptions {
  /** Sets of values that intervals are made of; with none there is no interval, and answers take a tenth of the time. */
  readonly drawn?: readonly FittedValues[];
  /** Pages that earlier answers simulated, which are added to: they follow from the memory of programs alone. */
  readonly pages?: Map<string, CellRuns['pages'] | null>;
}

/** The model as answers to questions about these machines, with these values of what nobody has published. */
export function answers(
  machines: readonly Machine[],
  values: FittedValues = currentValues,
  options: AnswerOptions = {},
): Answer {
  const known = new Map<string, Ranged | NotPredicted>();
  const { drawn = drawsOf(SEED), pages = new Map<string, CellRuns['pages'] | null>() } = options;
  const model = { machines, values, drawn, pages };
  const quantityOf = (cell: Cell, quantity: Quantity): Ranged | NotPredicted => {
    const asked = cell.vms === null ? natively(cell) : cell;
    const key = JSON.stringify([quantity, asked]);
    const made = known.get(key) ?? computed(asked, quantity, model);
    known.set(key, made);
    return made;
  };
  return ({ quantity, cell, against }) => {
    const asked = quantityOf(cell, quantity);
    if ('notPredicted' in asked || against === null) return asked;
    const over = quantityOf(against, quantity);
    return 'notPredicted' in over ? over : ratioOf(asked, over);
  };
}

/** Nothing of VMs matters to the machine itself: many cells are over the same one. */
function natively(cell: Cell): Cell {
  return {
    ...cell,
    ...{ nic: 'virtio', nics: 1, transport: 'network', phase: 'cold', techniques: [] },
    ...{ paging: 'nested', allocator: 'slab' },
  };
}

interface Model {
  readonly machines: readonly Machine[];
  readonly values: FittedValues;
  readonly drawn: readonly FittedValues[];
  readonly pages: Map<string, CellRuns['pages'] | null>;
}

function computed(cell: Cell, quantity: Quantity, model: Model): Ranged | NotPredicted {
  const setup = setupOf(cell, model);
  if ('notPredicted' in setup) return setup;
  const ofMessages = MESSAGES[quantity];
  // Messages care for places alone: all memory may be near.
  const pages = ofMessages === undefined ? knownPages(cell, setup, model) : [[]];
  if (pages === null) return UNKNOWN;
  const ofRun = RUNS[quantity];
  if (ofMessages === undefined && ofRun === undefined) {
    const shares = faultShares(pages, cell.paging).map((share) => share[quantity] ?? NaN);
    const value = arithmeticMean(shares) ?? NaN;
    return { value, ...intervalOf(value, shares), draws: shares };
  }
  const runs = runsOn(setup, pages);
  if (runs === null) return UNKNOWN;
  const bytes = cell.work.kind === 'messages' ? cell.work.bytes : 0;
  return rangeOf(runs, (input) => ofRun?.(input) ?? ofMessages?.(input, bytes) ?? NaN);
}

/** A fit asks for the same pages again and again, and few of its parameters change them. */
function knownPages(cell: Cell, setup: CellSetup, { pages }: Model): CellRuns['pages'] | null {
  const memory = profileOfCell(setup, setup.values ?? currentValues)?.memory;
  // Where pages lie is the same whatever fills the page tables and whatever card the messages take.
  const key = JSON.stringify([memory, { ...cell, paging: null, nic: null, nics: null }]);
  const made = pages.get(key);
  if (made !== undefined) return made;
  const simulated = pagesOf(setup);
  pages.set(key, simulated);
  return simulated;
}

const UNKNOWN: NotPredicted = {
  notPredicted: 'the model knows nothing of this program with so many ranks',
};

function setupOf(cell: Cell, { machines, values, drawn }: Model): CellSetup | NotPredicted {
  const machine = machines.find(({ id }) => id === cell.machine);
  if (machine === undefined) return { notPredicted: `there is no machine ${cell.machine}` };
  if (cell.allocator !== 'slab')
    return { notPredicted: 'guests of the model have one allocator of frames, that of slab' };
  const { layout, problems } = layoutOfCell(cell, machine);
  const [problem] = problems;
  if (problem !== undefined) return { notPredicted: problem.message };
  // A barrier is one of all ranks, whatever program they are of.
  const work: Cell['work'] =
    cell.work.kind === 'barrier' ? { kind: 'npb', program: 'ep', problemClass: 'B' } : cell.work;
  const workload = workloadOfCell({ ...cell, work }, layout);
  if (workload === null) return UNKNOWN;
  const { phase, techniques, paging } = cell;
  const isNative = cell.vms === null;
  return { layout, workload, phase, techniques, paging, values, drawn, isNative, seed: SEED };
}

const RUNS: Readonly<Partial<Record<Quantity, (input: RunInput) => number>>> = {
  seconds: (input) => wholeOf(runTime(input)),
  startUpSeconds,
  systemSeconds,
};

const MESSAGES: Readonly<Partial<Record<Quantity, (input: RunInput, bytes: number) => number>>> = {
  barrierSeconds,
  latencySeconds: pairLatencySeconds,
  bytesPerSecond: pairBytesPerSecond,
};
