import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { SUBNET } from '../../src/core/plan/guest';
import { quoteShell } from '../../src/core/plan/quote';
import type { Launch, LaunchRequest, RankPlace } from '../../src/core/programs/launchers/launch';
import { mpi } from '../../src/core/programs/launchers/mpi';
import { oshmem } from '../../src/core/programs/launchers/oshmem';
import { type Runtime } from './compiledPrograms';
import { HOME, REGION, type Vms } from './vms';

/** Runs of programs in what stands for VMs, started as the product starts them: its launchers' words, over ssh. */

export interface Job {
  readonly runtime: Runtime;
  /** As `programName` has it, or an absolute path. */
  readonly program: string;
  readonly arguments?: readonly string[];
  readonly ranks: number;
  readonly transport: 'shared' | 'network';
  /** VMs in which it runs; all when absent. */
  readonly vms?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Ranks that wait keep their CPU, as they do on hosts: for times. */
  readonly keepsCpus?: boolean;
  /** Changes the launcher's words. */
  readonly words?: (words: readonly string[]) => readonly string[];
  readonly seconds?: number;
}

export interface Outcome {
  /** 124: it had not ended in time. */
  readonly status: number;
  readonly output: string;
  readonly seconds: number;
}

export interface RunningJob {
  readonly id: string;
  readonly output: () => string;
  readonly ended: Promise<Outcome>;
}

let jobs = 0;

/** Starts a job from the first of its VMs. */
export function startJob(vms: Vms, job: Job): RunningJob {
  jobs += 1;
  const id = `r${String(jobs).padStart(4, '0')}`;
  writeJob(vms, job, id);
  const began = performance.now();
  let output = '';
  const first = (job.vms ?? vms.names)[0] ?? '';
  const child = spawn('nsenter', [
    ...[`--target=${vms.host}`, '--net', '--mount', 'timeout', '-k', '5', String(job.seconds ?? 120)],
    ...['ssh', '-F', join(vms.folder, 'config'), '-o', 'ControlPath=none', first],
    `cd /run/vmpart/work && VMPART_JOB=${id} LC_ALL=C exec sh ${HOME}/jobs/${id}.sh`,
  ]);
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stdin.end();
  const ended = new Promise<Outcome>((resolve) =>
    child.on('close', (code) =>
      resolve({ status: code ?? 255, output, seconds: (performance.now() - began) / 1000 }),
    ),
  );
  return { id, output: () => output, ended };
}

export function runJob(vms: Vms, job: Job): Promise<Outcome> {
  return startJob(vms, job).ended;
}

/** Ranks in blocks, VM after VM, on this machine's CPUs in turn. */
function placesOf(vms: readonly string[], ranks: number): readonly RankPlace[] {
  const each = Math.ceil(ranks / vms.length);
  return Array.from({ length: ranks }, (_, rank) => ({
    vm: vms[Math.floor(rank / each)] ?? null,
    cpus: [rank % cpus().length],
  }));
}

/** Writes what the bundle of an experiment has for a program: script, ranks and hosts. */
function writeJob(vms: Vms, job: Job, id: string): void {
  const request = requestOf(vms, job, id);
  const launch = job.runtime === 'openshmem' ? oshmem.launch(request) : mpi.launch(request);
  const file = (ending: string): string => join(vms.folder, 'jobs', `${id}.${ending}`);
  writeFileSync(file('sh'), scriptOf(job, launch));
  const lines = launch.ranks.map(({ vm, cpus: own }, rank) => `${rank} ${vm ?? '-'} ${own.join(',')}\n`);
  writeFileSync(file('ranks'), lines.join(''));
  writeFileSync(file('hosts'), launch.hostFile ?? '');
}

function requestOf(vms: Vms, job: Job, id: string): LaunchRequest {
  return {
    where: 'guests',
    mpi: job.runtime === 'mpich' ? 'mpich' : 'openmpi',
    ranks: placesOf(job.vms ?? vms.names, job.ranks),
    threads: 1,
    region: job.transport === 'shared' ? REGION : null,
    environment: {
      ...(job.keepsCpus === true ? {} : { LD_PRELOAD: `${HOME}/programs/yield.so` }),
      ...job.environment,
    },
    subnet: SUBNET,
    paths: {
      helper: `${HOME}/bin/vmpart-host`,
      ranksFile: `${HOME}/jobs/${id}.ranks`,
      hostFile: `${HOME}/jobs/${id}.hosts`,
      sshConfig: `${HOME}/ssh/config`,
      remoteShell: `${HOME}/ssh/remote-shell`,
      sharedLibrary: `${HOME}/bin/libvmpart-shared.so`,
    },
  };
}

function scriptOf(job: Job, launch: Launch): string {
  const program = job.program.startsWith('/') ? job.program : `${HOME}/programs/${job.program}`;
  const words = (job.words ?? ((same) => same))(launch.argv);
  return [
    ...Object.entries(launch.environment).map(([name, value]) => `export ${name}=${quoteShell(value)}`),
    `exec ${[...words, program, ...(job.arguments ?? [])].map(quoteShell).join(' ')}`,
    '',
  ].join('\n');
}
