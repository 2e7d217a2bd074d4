import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Ended, startCommand } from '../../support/vmpart';

/** The namespaces of a stand-in host: a root that stays, and in it one life after another. */
export interface Machine {
  /** The host's root, as this process sees it. */
  readonly root: string;
  /** Number of the host's first process in this machine; 0 while there is none. */
  readonly init: () => number;
  readonly boot: () => Promise<void>;
  /** Ends every process of the host at once, and waits until they are gone. */
  readonly powerOff: () => Promise<void>;
  readonly run: (script: string, args: readonly string[]) => Promise<Ended>;
  /** Ends the host. */
  readonly remove: () => Promise<void>;
}

/** Stand-ins go before what they stand in for. */
export const PATH = '/stand-ins:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The file in a host's folder that has the number of its first process. */
export const INIT_FILE = 'init';

const OWN_KERNEL_VIEW = ['--mount', '--pid', '--net', '--uts', '--ipc'];

interface Life {
  readonly process: ChildProcess;
  readonly init: number;
}

/** Makes the root from what lies in `folder`; see machine.sh. It is gone when this process has ended, however it ends. */
export async function makeMachine(
  folder: string,
  cache: { readonly path: string; readonly keep: boolean },
  kernel: string,
): Promise<Machine> {
  const script = join(import.meta.dirname, 'machine.sh');
  const given = [folder, cache.path, kernel, cache.keep ? 'keep' : 'forget'];
  const words = ['--mount', '--propagation', 'private', 'sh', script, ...given];
  const holder = await ready('unshare', words);
  const root = `/proc/${String(holder.pid)}/root`;
  let life: Life | null = null;
  const boot = async (): Promise<void> => {
    life = await startLife(holder, folder);
    tellInit(folder, life.init);
  };
  const powerOff = async (): Promise<void> => {
    rmSync(join(folder, INIT_FILE), { force: true });
    if (life === null) return;
    const ended = gone(life.process);
    process.kill(life.init, 'SIGKILL');
    await ended;
    life = null;
  };
  return {
    root,
    init: () => life?.init ?? 0,
    boot,
    powerOff,
    run: (text, args) => runInside(life, text, args),
    remove: async () => {
      await powerOff();
      holder.stdin?.end();
      await gone(holder);
    },
  };
}

/** Whoever enters reads a whole number or none. */
function tellInit(folder: string, init: number): void {
  const path = join(folder, INIT_FILE);
  writeFileSync(`${path}.new`, `${init}\n`);
  renameSync(`${path}.new`, path);
}

async function startLife(holder: ChildProcess, folder: string): Promise<Life> {
  const enter = ['--target', String(holder.pid), '--mount'];
  const words = ['unshare', ...OWN_KERNEL_VIEW, '--fork', '--kill-child', 'sh', '/boot.sh', folder];
  const process = await ready('nsenter', [...enter, 'env', '-i', `PATH=${PATH}`, ...words]);
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8');
  return { process, init: Number(children.trim().split(' ')[0]) };
}

function runInside(life: Life | null, script: string, args: readonly string[]): Promise<Ended> {
  if (life === null) throw new Error('The stand-in host is switched off.');
  const enter = ['--target', String(life.init), ...OWN_KERNEL_VIEW];
  const clean = ['env', '-i', `PATH=${PATH}`, 'HOME=/data/root', 'LC_ALL=C'];
  return startCommand('nsenter', [...enter, ...clean, 'sh', '-c', script, 'sh', ...args]).ended;
}

/**
 * Starts a program that says `ready` when it is, and then stays. It ends with this process; setpriv(1): the kernel sees
 * to it.
 */
async function ready(command: string, words: readonly string[]): Promise<ChildProcess> {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', command, ...words], { stdio: 'pipe' });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  for await (const line of createInterface(child.stdout)) if (line === 'ready') return child;
  throw new Error(`The stand-in host does not come up: ${errors}`);
}

async function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
