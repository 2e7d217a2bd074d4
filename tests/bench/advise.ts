import { EXACT_PUS, searchCuts, type AdviceQuestion } from '../../src/core/predict/advise/advise';
import { finished } from '../../src/core/predict/steps';
import { programNamed } from '../../src/core/predict/advise/programs';
import { isRefused } from '../../src/core/recipes/recipe';
import { asTopologyDocument } from '../../src/core/schema/validate';
import { machineFromDocument } from '../../src/core/topology/fromDocument';
import type { Machine } from '../../src/core/topology/machine';

// How long the advisor's search takes on machines of 16 to 512 PUs, equal cuts, one program, and what it says of how good its
// answer is. Seconds of the processor, the best of some: other work on the machine makes walls meaningless. Without
// draws and sensitivity: `vmpart advise` has both besides.

const SHAPES = [
  ['4 x 4', 'pack:4 [numa] core:4 pu:1'],
  ['8 x 4', 'pack:8 [numa] core:4 pu:1'],
  ['8 x 8', 'pack:8 [numa] core:8 pu:1'],
  ['8 x 16', 'pack:8 [numa] core:16 pu:1'],
  ['8 x 32', 'pack:8 [numa] core:32 pu:1'],
  ['8 x 64', 'pack:8 [numa] core:64 pu:1'],
] as const;
const PROGRAMS = ['cg.C', 'ft.C'] as const;
/** Seconds: up to so many PUs. */
const GOALS: Readonly<Record<string, number>> = { '4 x 4': 1, '8 x 64': 10 };
const ROUNDS = Number(process.argv[3] ?? 3);

let missed = 0;
for (const [title, synthetic] of SHAPES) for (const name of PROGRAMS) measure(title, synthetic, name);
console.log(missed === 0 ? '\nEvery goal is met.' : `\n${missed} missed.`);
process.exitCode = missed === 0 ? 0 : 1;

function measure(title: string, synthetic: string, name: string): void {
  const machine = machineOf(synthetic);
  const program = programNamed(name);
  if (program === null) throw new Error(name);
  const question: AdviceQuestion = {
    ...{ machine, programs: [program], top: 3, phase: 'warm', paging: 'nested' },
    constraints: {
      ...{ vms: [1, Infinity], memory: ['firstTouch'], transports: ['shared', 'network'] },
      ...{ isIsolated: false, sizes: 'equal' },
    },
    ...{ isSensitivityWanted: false, drawn: [] },
  };
  let seconds = Infinity;
  let said = '';
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage();
    const searched = finished(searchCuts(question));
    const { user, system } = process.cpuUsage(before);
    seconds = Math.min(seconds, (user + system) / 1e6);
    if (isRefused(searched)) throw new Error(searched.problem);
    const { cuts, evaluated, isExact, gap } = searched.space;
    said = `${evaluated} of ${cuts} cuts, ${isExact ? 'exact' : `gap at most ${(100 * gap).toFixed(0)} %`}`;
    if (machine.pus.length <= EXACT_PUS && !isExact) missed += 1;
  }
  const goal = GOALS[title];
  const isMissed = goal !== undefined && seconds > goal;
  if (isMissed) missed += 1;
  const told = goal === undefined ? '      ' : isMissed ? 'MISSED' : 'met   ';
  console.log(`  ${told} ${title.padEnd(6)} ${name}: ${seconds.toFixed(2)} s, ${said}`);
}

function machineOf(synthetic: string): Machine {
  const document = { version: 1, id: 'made-up', title: 'made up', source: 'a bench', synthetic };
  const topology = asTopologyDocument({ ...document, memoryPerNode: '64GiB', pageSizes: ['4KiB'] });
  if (topology === null) throw new Error(synthetic);
  return machineFromDocument(topology, '').machine;
}
