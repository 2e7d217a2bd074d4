import { join } from 'node:path';
import type { Experiment } from '../../src/core/experiment/experiment';
import { scheduleOf } from '../../src/core/experiment/schedule';
import { drawsOf, predictCell, type CellSetup } from '../../src/core/predict/cell';
import { predictAttempt } from '../../src/core/predict/attempt/predictAttempt';
import { loadExperiment } from '../../src/lab/documentGraph';
import { labOptions } from '../support/labOptions';
import { spreadOf, timeRounds, type Way } from './rounds';

// How long the model takes: an attempt at the paper's figure 10, with all of its journal, and one cell with its interval, in
// layouts of more and more VMs.

const [, , root = '.'] = process.argv;
const ROUNDS = 9;
const MOST_MS = 1000;
const MOST_CELL_MS = 50;
const experiment = await loaded(join(root, 'examples/figure-10/figure-10.vmexperiment.json'));
const drawn = drawsOf(1);

async function loaded(path: string): Promise<Experiment> {
  const found = await loadExperiment(labOptions({}, { machinesFolder: join(root, 'media/machines') }), path);
  if (found?.value == null) throw new Error(`${path} cannot be read.`);
  return found.value;
}

/** As the lab makes it, without checking, planning and writing. */
function journalOf(): readonly string[] {
  const to = {
    experiment,
    schedule: scheduleOf(experiment),
    attempt: 'a',
    plan: 'p',
    tool: '0',
    beganSeconds: 0,
  };
  return [...predictAttempt(to)].flatMap(({ events }) => events.map((event) => JSON.stringify(event)));
}

function cellOf(layout: string, program: string): CellSetup {
  const level = experiment.layouts.find(({ name }) => name === layout);
  const workload = experiment.workloads.find(
    (one) => one.program === program && one.levels['transport'] === 'network',
  );
  if (level === undefined || workload === undefined) throw new Error(`There is no ${program} in ${layout}.`);
  return {
    ...{ layout: level.layout, workload, isNative: false, phase: 'warm', techniques: [], paging: 'nested' },
    ...{ seed: 1, drawn },
  };
}

const attempt: Way = { name: 'an attempt at figure 10', run: journalOf };
const cells = experiment.layouts.flatMap(({ name }) =>
  ['cg', 'sp'].map((program): Way => {
    const setup = cellOf(name, program);
    return { name: `${program}.C warm in ${name}, 20 draws`, run: () => predictCell(setup) };
  }),
);
const lines = journalOf().length;
let missed = 0;
const times = await timeRounds([attempt, ...cells], ROUNDS);
for (const [name, own] of times) {
  const most = name === attempt.name ? MOST_MS : MOST_CELL_MS;
  const { median, low, high } = spreadOf(own);
  if (median > most) missed += 1;
  console.log(
    `${median <= most ? 'met   ' : 'MISSED'} ${name.padEnd(32)}${median.toFixed(1).padStart(8)} ms of processor time ` +
      `(quartiles ${low.toFixed(1)} to ${high.toFixed(1)}), at most ${most}`,
  );
}
console.log(`       the attempt's journal has ${lines} lines`);
process.exitCode = missed === 0 ? 0 : 1;
