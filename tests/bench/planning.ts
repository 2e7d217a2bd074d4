import { costOfBlock } from '../../src/core/experiment/cost';
import type { Experiment } from '../../src/core/experiment/experiment';
import { compile } from '../../src/core/plan/compile';
import { refusals } from '../../src/core/plan/refusals';
import type { ExperimentDocument } from '../../src/core/schema/generated/vmexperiment.types';
import { machineFromDocument } from '../../src/core/topology/fromDocument';
import { cutsOf, experimentOf } from './planned';
import { spreadOf, timeRounds } from './rounds';

// How long a plan of 10,000 runs takes from the model to the text of every file of the bundle.

const ROUNDS = 21;
const MOST_MS = 200;
const { machine } = machineFromDocument(
  { version: 1, id: 'bench', synthetic: 'pack:4 [numa] l3:1 core:4 pu:1', memoryPerNode: '32GiB' },
  'bench',
);
const layouts = cutsOf(machine, [1, 2, 4, 8, 16]);

function planned(more: Partial<ExperimentDocument>): Experiment {
  return experimentOf(layouts, more);
}

const cases: readonly (readonly [string, Experiment])[] = [
  ['8 programs, cold and warm, in 104 blocks', planned({ replicates: 104 })],
  [
    'the same with two settings of the host and two models, in 29 blocks',
    planned({ replicates: 29, factors: { 'host.thp': ['always', 'never'], nic: ['virtio', 'rtl8139'] } }),
  ],
  [
    'warm runs of 32 starts in shared sessions, in 26 blocks',
    planned({
      ...{ replicates: 26, phases: ['warm'] },
      factors: { class: ['A', 'B'], rankOrder: ['block', 'cyclic'] },
    }),
  ],
];

function planOf(experiment: Experiment): unknown {
  return [refusals(experiment), costOfBlock(experiment), compile(experiment, target, '0')];
}

const target = { accelerator: 'kvm', origin: 'measured' } as const;
const ways = cases.map(([name, experiment]) => ({
  name,
  // An experiment of its own each time: what is remembered of one must be made first.
  run: () => planOf({ ...experiment }),
}));
const times = await timeRounds(ways, ROUNDS);
let missed = 0;
for (const [name, experiment] of cases) {
  const { estimate, files } = compile(experiment, target, '0');
  const { median, low, high } = spreadOf(times.get(name) ?? []);
  const bytes = files.reduce((sum, { text }) => sum + text.length, 0);
  if (median > MOST_MS) missed += 1;
  console.log(
    `${median <= MOST_MS ? 'met   ' : 'MISSED'} ${estimate.runs} runs in ${estimate.sessions} sessions, ` +
      `${files.length} files of ${Math.round(bytes / 1024)} KiB: ${median.toFixed(1)} ms of processor time ` +
      `(quartiles ${low.toFixed(1)} to ${high.toFixed(1)}), at most ${MOST_MS}. ${name}`,
  );
}
process.exitCode = missed === 0 ? 0 : 1;
