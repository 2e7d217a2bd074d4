import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, startCommand, vmpart } from '../support/vmpart';

/** A command on an emulated machine, as the user would log in. The user may have others of them. */
export async function onRehearsed(machine: string, command: string): Promise<Ended> {
  const [ssh, ...words] = await loginOf(machine);
  return startCommand(ssh, [...words, command]).ended;
}

/** What tests know the memory of (holder.c), in /opt of an emulated machine; it is compiled into `folder`. */
export async function installHolder(machine: string, folder: string): Promise<void> {
  const holder = join(folder, 'holder');
  const source = join(import.meta.dirname, 'holder.c');
  const built = spawnSync('gcc', ['-std=gnu11', '-O2', '-static', '-o', holder, source]);
  if (built.status !== 0) throw new Error(built.stderr.toString());
  await installOnRehearsed(machine, holder, '/opt/holder');
}

/** A program of this machine on an emulated one. */
export async function installOnRehearsed(machine: string, file: string, path: string): Promise<void> {
  const [ssh, ...words] = await loginOf(machine);
  const put = spawnSync(ssh, [...words, `cat >${path} && chmod 755 ${path}`], { input: readFileSync(file) });
  if (put.status !== 0) throw new Error(`${path} could not be put on ${machine}: ${put.stderr.toString()}`);
}

async function loginOf(machine: string): Promise<readonly [string, ...string[]]> {
  const { stdout } = await vmpart(['rehearse', 'status', '--json']);
  const machines = JSON.parse(stdout) as { topology: string; login: string }[];
  const login = machines.find(({ topology }) => topology === machine)?.login;
  if (login === undefined) throw new Error(`No emulated machine ${machine} is known here.`);
  const [ssh = '', ...words] = login.split(' ');
  return [ssh, ...words];
}

/** As a new attempt where the emulated machine broke a guest: the one fault of QEMU's that is known and not mended
 * (docs/decisions/0004), told by the guest kernel's own words. Any other failure stays one. */
export async function onSoundGuests(words: readonly string[]): Promise<Ended> {
  const run = await vmpart(words);
  if (!run.stderr.includes('PANIC: double fault')) return run;
  console.warn('A guest was broken by the emulated machine: once more.');
  return vmpart(words);
}
