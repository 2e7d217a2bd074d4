import { copyFileSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { arch } from 'node:os';
import { expect } from 'vitest';
import type { Experiment } from '../../src/core/experiment/experiment';
import type { Workload } from '../../src/core/experiment/workload';
import { readJournal } from '../../src/core/journal/reader';
import type { AttemptState, RunState } from '../../src/core/journal/state';
import type { Layout, Region } from '../../src/core/layout/layout';
import { compile } from '../../src/core/plan/compile';
import { type Attempt, makeAttempt, startAttempt } from '../payload/libraryBundle';
import { compiledPrograms, programName, type Runtime, sharedLibrary } from '../shared/compiledPrograms';
import { experiment, layout, machine, vm, workload } from '../support/experiments';
import { has, KERNEL } from './localGuests';

/** Jobs of stock runtimes in emulated guests of this machine that share regions, the ordinary way: by an experiment. */

const MIB = 2 ** 20;
const TOOLS = [
  'mpiexec.hydra',
  'mpirun.openmpi',
  'oshrun',
  ...['mpicc.mpich', 'mpicc.openmpi', 'oshcc'],
] as const;
export const hasRuntimes = TOOLS.every(has);

/** A vCPU that waits for a word lets others run: there are more of them than CPUs. */
const NAP_MICROSECONDS = 100;

/** One program, run once in the session's VMs. */
export interface Job {
  readonly runtime: Runtime;
  /** Of tests/shared/programs, with its arguments. */
  readonly program: readonly [name: string, ...words: string[]];
  readonly ranks: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Turns the whole command into another. */
  readonly wrapped?: (command: readonly string[]) => readonly string[];
}

export const file = (name: string): string => join(compiledPrograms(), name);

/** Regions `near`, which jobs take, and the smaller `narrow`, which those take that ask for it. */
const REGIONS: readonly Region[] = [region('near', 1024 * MIB), region('narrow', 128 * MIB)];

function region(name: string, sizeBytes: number): Region {
  const path = ['regions', name];
  return { name, sizeBytes, node: 0, device: 'devdax', pageSizeBytes: null, path };
}

/** VMs of two vCPUs each, as emulation needs them for atomic instructions. */
function layoutOf(vms: number): Layout {
  const guests = Array.from({ length: vms }, (_, index) =>
    vm(`vm${index + 1}`, [0, 1], {
      ...{ memoryBytes: 512 * MIB, policy: 'firstTouch', nodes: [], emulatorPus: [0, 1] },
      regions: REGIONS.map(({ name }) => name),
    }),
  );
  return { ...layout('sharing', guests, machine(1, 2)), regions: REGIONS };
}

function workloadOf(
  vms: number,
  { runtime, program, ranks, environment, wrapped }: Job,
  index: number,
): Workload {
  const [name, ...words] = program;
  const command = [file(programName(name, runtime)), ...words];
  return workload({
    id: `w${index + 1}`,
    title: `${name} ${runtime}`,
    command: wrapped === undefined ? command : wrapped(command),
    launcher: runtime === 'openshmem' ? 'oshmem' : 'mpi',
    mpi: runtime === 'mpich' ? 'mpich' : 'openmpi',
    // In blocks a rank for each VM would leave half of them out.
    ...{ ranks, rankOrder: ranks > vms ? 'block' : 'cyclic', transport: 'shared' },
    environment: {
      ...{ LD_PRELOAD: file('yield.so'), VMPART_NAP: String(NAP_MICROSECONDS) },
      ...environment,
    },
  });
}

/** All jobs one after the other in one session, each once: there is nothing to warm up. */
export function sharing(vms: number, jobs: readonly Job[], timeLimitSeconds: number): Experiment {
  const files = [
    'yield.so',
    ...new Set(jobs.map(({ runtime, program }) => programName(program[0], runtime))),
  ];
  return experiment({
    ...{ native: false, phases: ['warm'], warmRuns: 0, replicates: 1 },
    layouts: [{ name: 'sharing', layout: layoutOf(vms), path: ['layouts', 0] }],
    workloads: jobs.map((job, index) => workloadOf(vms, job, index)),
    ...{ timeLimitSeconds, bootLimitSeconds: 600 },
    guest: { kernel: KERNEL, args: [], files: [...files, 'still', 'struck'].map(file) },
  });
}

/** `edit` changes run.sh. */
export function attemptOf(
  made: Experiment,
  base: string,
  name: string,
  edit: (text: string) => string = (text) => text,
): Attempt {
  const bundle = compile(made, { accelerator: 'tcg', origin: 'rehearsed' }, '0');
  const texts = Object.fromEntries(
    bundle.files.map(({ path, text }) => [path, path === 'run.sh' ? edit(text) : text]),
  );
  const env = `${texts['attempt.env'] ?? ''}ANSWER_LIMIT=120\n`;
  const attempt = makeAttempt({ calls: [], files: { ...texts, 'attempt.env': env } }, name, base);
  const library = sharedLibrary();
  const machineName = arch() === 'arm64' ? 'aarch64' : 'x86_64';
  expect(basename(library)).toContain(machineName);
  copyFileSync(library, join(attempt.folder, 'bin', basename(library)));
  return attempt;
}

export interface Ran {
  readonly attempt: Attempt;
  readonly state: AttemptState;
  /** What start.sh ended with, and what it said. */
  readonly code: number | null;
  readonly said: string;
}

export async function ran(attempt: Attempt): Promise<Ran> {
  const running = startAttempt(attempt);
  const { code } = await running.ended;
  const { state } = readJournal(readFileSync(join(attempt.folder, 'journal.jsonl'), 'utf8'));
  expect(state.badLines).toBe(0);
  return { attempt, state, code, said: running.output().toString() + running.errors() };
}

/** What a run printed. */
export function printed({ attempt }: Ran, { raw }: RunState): string {
  if (raw === null) return '';
  const bytes = readFileSync(join(attempt.folder, raw.file));
  return bytes.subarray(raw.offset, raw.offset + raw.bytes).toString();
}

/** The run of the nth job. */
export function runOf({ state }: Ran, index: number): RunState {
  const found = state.runs.find((run) => run.workload === `w${index + 1}`);
  if (found === undefined) throw new Error(`w${index + 1} has not been run: ${state.why}`);
  return found;
}
