import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { has } from '../host/localGuests';
import { helper, isRoot } from '../payload/helper';
import { compiledPrograms, librarySource, root, sharedLibrary } from './compiledPrograms';

/**
 * What stands for VMs here: sets of namespaces with their own processes, boot id, network card, /dev/shm and sshd, and one
 * region in common, a file in this machine's memory. Guests find their things in /vmpart, these in HOME.
 */
export interface Vms {
  /** `vm1`, `vm2` and so on. */
  readonly names: readonly string[];
  /** Of this machine; HOME in a VM. */
  readonly folder: string;
  /** The region's file. */
  readonly region: string;
  /** Process id of the host's first process, and of those of the VMs. */
  readonly host: number;
  readonly firsts: ReadonlyMap<string, number>;
  readonly end: () => Promise<void>;
}

export const HOME = '/run/vmpart/home';
export const REGION = 'sh';
/** Where the header begins in the file (docs/shared-memory.md). */
const HEADER_BYTES = 2 * 1024 * 1024;

/** What is missing on this machine, in words; null when VMs can be had. */
export function missing(): string | null {
  if (!isRoot) return 'namespaces of VMs need root';
  const tools = ['unshare', 'nsenter', 'ip', 'ssh', 'sshd', 'mpiexec.hydra', 'mpirun.openmpi', 'oshrun'];
  const lacking = [...tools, 'mpicc.mpich', 'mpicc.openmpi', 'oshcc'].filter((tool) => !has(tool));
  return lacking.length === 0 ? null : `this machine has no ${lacking.join(', ')}`;
}

export interface VmsWanted {
  readonly count: number;
  readonly regionBytes: number;
  /** Names of VMs that do not see the region. */
  readonly without?: readonly string[];
}

export async function startVms({ count, regionBytes, without = [] }: VmsWanted): Promise<Vms> {
  const folder = mkdtempSync(join(tmpdir(), 'vmpart-shared-'));
  const room = mkdtempSync('/dev/shm/vmpart-shared-');
  const names = Array.from({ length: count }, (_, index) => `vm${index + 1}`);
  const region = join(room, `${REGION}.region`);
  fillFolder(folder, names);
  makeRegion(region, regionBytes, names);
  const line = `${REGION} /run/vmpart/room/${REGION}.region ${HEADER_BYTES} ${regionBytes - HEADER_BYTES} 4096 INDEX\n`;
  for (const name of names) if (!without.includes(name)) writeFileSync(join(folder, `${name}.regions`), line);
  const child = spawn(
    'unshare',
    [
      ...['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
      ...['sh', join(root, 'tests/shared/host.sh'), folder, room],
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const end = async (): Promise<void> => {
    await ended(child);
    for (const path of [folder, room]) rmSync(path, { recursive: true, force: true });
  };
  try {
    await saysReady(child, folder, names);
  } catch (error) {
    await end();
    throw error;
  }
  const host = childrenOf(child.pid ?? 0)[0] ?? 0;
  const firsts = new Map(childrenOf(host).map((pid, at) => [names[at] ?? '', childrenOf(pid)[0] ?? 0]));
  return { names, folder, region, host, firsts, end };
}

/** What guests have in /vmpart: keys, the helper, the library, and here the programs too. */
function fillFolder(folder: string, names: readonly string[]): void {
  const table = names.map((name, at) => `${name} ${at + 1} 10.77.1.${at + 1} 52:54:00:4d:00:0${at + 1}\n`);
  mkdirSync(join(folder, 'table/vms/all'), { recursive: true });
  for (const path of ['table/vms/all/vms', 'vms']) writeFileSync(join(folder, path), table.join(''));
  const keys = [
    `ATTEMPT_DIR=${folder}/table RUN_DIR=${folder}`,
    `. ${join(librarySource, 'lib/keys.sh')} && session_keys all && cd ${folder}`,
    `sed -i 's,/vmpart/ssh,${HOME}/ssh,' ssh/sshd_config ssh/config ssh/remote-shell`,
  ];
  expectFine('keys of VMs', spawnSync('sh', ['-ec', keys.join('\n')], { encoding: 'utf8' }));
  for (const path of ['bin', 'jobs', 'programs']) mkdirSync(join(folder, path));
  copyFileSync(join(librarySource, 'guest/clear.sh'), join(folder, 'bin/clear.sh'));
  copyFileSync(helper, join(folder, 'bin/vmpart-host'));
  copyFileSync(sharedLibrary(), join(folder, 'bin/libvmpart-shared.so'));
  cpSync(compiledPrograms(), join(folder, 'programs'), { recursive: true });
}

function makeRegion(file: string, bytes: number, names: readonly string[]): void {
  regionVerb('make', file, String(bytes), REGION, '6f1f0a58-5b0e-4d53-9a0c-1c6a2f6f7a11', '-');
  names.forEach((name, at) => regionVerb('admit', file, String(at + 1), name));
}

/** `vmpart-host region VERB ...`: what it prints; throws what it says when it fails. */
export function regionVerb(verb: string, ...words: readonly string[]): string {
  return expectFine(
    `region ${verb}`,
    spawnSync(helper, ['region', verb, ...words], { encoding: 'utf8', env: { PATH: process.env['PATH'] } }),
  );
}

/** Lines `KEY NUMBER` of `region stat` by their key. */
export function regionState({ region }: Vms): Readonly<Record<string, number>> {
  const lines = regionVerb('stat', region).trim().split('\n');
  const pairs = lines
    .filter((line) => !line.startsWith('guest'))
    .map((line): [string, number] => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]);
  return Object.fromEntries(pairs);
}

/** Bytes that went through the region since it was made, and over all network cards of the VMs. */
export function traffic({ region, host }: Vms): { readonly region: number; readonly network: number } {
  const guests = regionVerb('stat', region)
    .split('\n')
    .filter((line) => line.startsWith('guest'));
  const cards = textOf(`/proc/${host}/net/dev`)
    .split('\n')
    .filter((line) => line.includes('vmtap'));
  const sum = (lines: readonly string[], word: number): number =>
    lines.reduce((all, line) => all + Number(line.trim().split(/[ :]+/)[word]), 0);
  return { region: sum(guests, 2), network: sum(cards, 1) };
}

function expectFine(
  what: string,
  { status, stdout, stderr }: { status: number | null; stdout: string; stderr: string },
): string {
  if (status !== 0) throw new Error(`${what}: ${stderr}`);
  return stdout;
}

function saysReady(child: ChildProcess, folder: string, names: readonly string[]): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('ready')) resolve();
    });
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('exit', () => {
      const logs = names.map((name) => `${name}: ${textOf(join(folder, `${name}.log`))}`);
      reject(new Error(`the VMs could not be started: ${said}\n${logs.join('\n')}`));
    });
  });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** With the end of its input the host ends, and all that is in it. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  child.kill('SIGTERM');
  await over;
}

function childrenOf(pid: number): readonly number[] {
  const text = textOf(`/proc/${pid}/task/${pid}/children`);
  return text.split(' ').filter(Boolean).map(Number);
}

/** Process ids of a VM, as this machine has them; none when it has ended. */
export function processesOf({ firsts }: Vms, name: string): readonly number[] {
  const namespace = pidNamespace(firsts.get(name) ?? 0);
  if (namespace === null) return [];
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .map(Number)
    .filter((pid) => pidNamespace(pid) === namespace);
}

function pidNamespace(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return null;
  }
}

/** A VM dies as QEMU does: without a word to anybody. */
export function killVm(vms: Vms, name: string): void {
  process.kill(vms.firsts.get(name) ?? 0, 'SIGKILL');
}

/** All of a VM stands still (`SIGSTOP`) or goes on (`SIGCONT`). */
export function signalVm(vms: Vms, name: string, signal: 'SIGSTOP' | 'SIGCONT'): void {
  for (const pid of processesOf(vms, name)) process.kill(pid, signal);
}
