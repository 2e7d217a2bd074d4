import type { Machine } from '../topology/machine';
import { rangeOf, runsOf, type CellRuns, type Ranged } from './cell';
import { layoutOfCell } from './claims/layout';
import type { Answer, Cell, NotPredicted, Quantity, Question } from './claims/question';
import { workloadOfCell } from './claims/workload';
import { startValues, type FittedValues } from './fittedParameters';
import { faultShares } from './faultShares';
import { barrierSeconds, pairBytesPerSecond, pairLatencySeconds } from './pairs';
import type { RunInput } from './time/runInput';
import { runTime } from './time/runTime';
import { startUpSeconds, systemSeconds } from './time/startTime';
import { intervalOf } from './time/timeOf';
import { wholeOf } from './time/timeParts';

const SEED = 1;

/** The model as answers to questions about these machines, with these values of what nobody has published. */
export function answers(machines: readonly Machine[], values: FittedValues = startValues): Answer {
  const known = new Map<string, Ranged | NotPredicted>();
  const quantity = (cell: Cell, of: Quantity): Ranged | NotPredicted => {
    const key = JSON.stringify([of, cell]);
    const made = known.get(key) ?? quantityOf(of, runsOfCell(cell, machines, values), cell);
    known.set(key, made);
    return made;
  };
  return ({ quantity: of, cell, against }) => {
    const asked = quantity(cell, of);
    if ('notPredicted' in asked || against === null) return asked;
    const over = quantity(against, of);
    return 'notPredicted' in over ? over : ratioOf(asked, over);
  };
}

function ratioOf(of: Ranged, against: Ranged): ReturnType<Answer> {
  const value = of.value / against.value;
  return {
    value,
    ...intervalOf(
      value,
      of.draws.map((draw, at) => draw / (against.draws[at] ?? NaN)),
    ),
  };
}

function runsOfCell(cell: Cell, machines: readonly Machine[], values: FittedValues): CellRuns | NotPredicted {
  const machine = machines.find(({ id }) => id === cell.machine);
  if (machine === undefined) return { notPredicted: `there is no machine ${cell.machine}` };
  if (cell.allocator !== 'slab' && cell.vms !== null)
    return { notPredicted: 'the guest of the model has one allocator of frames' };
  const { layout, problems } = layoutOfCell(cell, machine);
  const [problem] = problems;
  if (problem !== undefined) return { notPredicted: problem.message };
  // A barrier is one of all ranks, whatever program they are of.
  const work: Cell['work'] =
    cell.work.kind === 'barrier' ? { kind: 'npb', program: 'ep', problemClass: 'B' } : cell.work;
  const workload = workloadOfCell({ ...cell, work }, layout);
  const { phase, techniques, paging } = cell;
  const made =
    workload === null
      ? null
      : runsOf({
          ...{ layout, workload, phase, techniques, paging, values },
          ...{ isNative: cell.vms === null, seed: SEED },
        });
  return made ?? { notPredicted: 'the model knows nothing of this program with so many ranks' };
}

function quantityOf(quantity: Quantity, runs: CellRuns | NotPredicted, cell: Cell): Ranged | NotPredicted {
  if ('notPredicted' in runs) return runs;
  const ofRun = RUN_QUANTITIES[quantity];
  if (ofRun !== undefined) return rangeOf(runs, (input) => ofRun(input, cell.work));
  const shares = faultShares(runs.pages, cell.paging);
  const draws = shares.map((share) => share[quantity] ?? NaN);
  const value = draws.reduce((sum, share) => sum + share, 0) / Math.max(1, draws.length);
  return { value, ...intervalOf(value, draws), draws };
}

const RUN_QUANTITIES: Readonly<
  Partial<Record<Quantity, (input: RunInput, work: Question['cell']['work']) => number>>
> = {
  seconds: (input) => wholeOf(runTime(input)),
  startUpSeconds,
  systemSeconds,
  barrierSeconds,
  latencySeconds: (input, work) => pairLatencySeconds(input, work.kind === 'messages' ? work.bytes : 0),
  bytesPerSecond: (input, work) => pairBytesPerSecond(input, work.kind === 'messages' ? work.bytes : 0),
};
