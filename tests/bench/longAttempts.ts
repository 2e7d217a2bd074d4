import type { Experiment } from '../../src/core/experiment/experiment';
import { machineFromDocument } from '../../src/core/topology/fromDocument';
import { cutsOf, experimentOf } from './planned';

const { machine } = machineFromDocument(
  { version: 1, id: 'bench', synthetic: 'pack:4 [numa] l3:1 core:4 pu:1', memoryPerNode: '32GiB' },
  'bench',
);
const layouts = cutsOf(machine, [1, 2, 4, 8]);
const args = [[], ['a'], ['b'], ['c'], ['d']];

/** An experiment whose attempt can be as long as one likes. */
export interface LongAttempt {
  readonly title: string;
  /** With blocks enough for these runs and those that come. */
  readonly experiment: (runs: number) => Experiment;
}

export const LONG_ATTEMPTS: readonly LongAttempt[] = [
  {
    title: 'Few cells, many blocks: 8 programs in 5 layouts, cold and warm, one run of each a block',
    experiment: (runs) => experimentOf(layouts, { replicates: Math.ceil(runs / 80) + 4 }),
  },
  {
    title:
      'Many cells, few blocks: up to 8 programs, 5 layouts and 30 levels of factors, 10 runs a session, 10 blocks',
    experiment: manyCells,
  },
];

function manyCells(runs: number): Experiment {
  const experiment = experimentOf(layouts, {
    ...{ replicates: 12, warmRuns: 9 },
    ...(runs <= 1_000
      ? {}
      : runs <= 10_000
        ? { factors: { 'guest.args': args.slice(0, 3) } }
        : {
            factors: {
              'host.thp': ['always', 'madvise', 'never'],
              'host.numaBalancing': ['on', 'off'],
              'guest.args': args,
            },
          }),
  });
  return runs <= 1_000 ? { ...experiment, workloads: experiment.workloads.slice(0, 2) } : experiment;
}
