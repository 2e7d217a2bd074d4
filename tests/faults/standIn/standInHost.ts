import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../../src/core/experiment/random';
import { until } from '../../support/vmpart';
import type { FaultHost } from '../host';
import { makeAccess } from './access';
import { settingsFiles, USER } from './settingsFiles';
import { guestProgram } from './guestProgram';
import { janitorOf } from './janitor';
import { loseBytes } from './lostBytes';
import { type Machine, makeMachine } from './machine';
import { processesNaming, sshServersOf } from './processes';

// On the host's own disk, except for `cache` in them, which is the machine's.
const DIRECTORIES = { root: '/data/root/lab', user: `${USER.home}/lab` } as const;

/**
 * A host of local processes whose guests are stand-ins: QEMU and `ssh` into a guest are small programs (guest/), while
 * the kernel, sh, util-linux, sshd, sudo and everything of the attempt are real. It measures nothing.
 *
 * Needs root, and leaves nothing on the machine: mounts and processes are in namespaces of their own, which end with this
 * process, and its folder is removed. Only the guests' images can be kept, in the user's cache folder, because they take
 * seconds: the product names them by their content. Hosts beside each other see what was kept before, and no more.
 *
 * What faults find on it: `/data` (1152 MiB) is the disk; KSM's setting is the host's own, 0 after every boot;
 * `/etc/sudoers.d/vmpart` lets the user call vmpart-root, and an empty one does not. Dropping caches is real, and the
 * machine's. `seed` chooses what power cuts lose; with `keepsGuests` images are kept.
 */
export async function startStandInHost({ seed = 1, keepsGuests = false } = {}): Promise<FaultHost> {
  requireTools();
  const folder = mkdtempSync(join(tmpdir(), 'vmpart-standin-'));
  const janitor = janitorOf(folder);
  writeHostFiles(folder);
  const access = makeAccess(folder, DIRECTORIES);
  const cache = { path: guestsCache(), keep: keepsGuests };
  const machine = await makeMachine(folder, cache, newestKernel());
  await machine.boot();
  return {
    guests: 'stand-in',
    ...access,
    layout: layoutIn(folder),
    directories: DIRECTORIES,
    onHost: (script, args = []) => machine.run(script, args),
    cutConnections: () => cut(machine),
    powerCut: powerCutter(machine, seed),
    stop: async () => {
      await machine.remove();
      await until(`clients of ${folder} have ended`, 20, () =>
        processesNaming(folder).length === 0 ? true : null,
      );
      await janitor.remove();
    },
  };
}

function requireTools(): void {
  const missing = ['/etc/sudoers', '/usr/bin/ssh', '/usr/sbin/sshd', '/usr/bin/gcc'].filter(
    (path) => !existsSync(path),
  );
  if (missing.length === 0) return;
  throw new Error(
    `${missing.join(', ')} missing: node scripts/setup.mjs --what build,rehearsal,guests,faults`,
  );
}

function writeHostFiles(folder: string): void {
  const host = join(folder, 'host');
  mkdirSync(host);
  for (const [name, text] of Object.entries(settingsFiles())) writeFileSync(join(host, name), text);
  for (const name of ['sudoers', 'shadow']) chmodSync(join(host, name), 0o440);
  copyFileSync(join(import.meta.dirname, '../../../src/payload/vmpart-root'), join(host, 'vmpart-root'));
  copyFileSync(join(import.meta.dirname, 'boot.sh'), join(host, 'boot.sh'));
  copyFileSync(guestProgram(), join(host, 'guest'));
}

/** One VM on the first two PUs. The machine is a file, because a layout names one. */
function layoutIn(folder: string): object {
  const machine = join(folder, 'stand-in.vmtopology.json');
  const document = {
    version: 1,
    id: 'stand-in',
    title: 'The first two PUs of whatever machine this is',
    source: 'Written down for stand-in guests, which measure nothing.',
    synthetic: 'pack:1 [numa] core:2 pu:1',
    memoryPerNode: '2GiB',
    pageSizes: ['4KiB'],
  };
  writeFileSync(machine, JSON.stringify(document));
  return {
    version: 1,
    machine,
    vms: [{ name: 'vm0', pus: '0-1', memory: '64MiB' }],
    accept: { CPU09: 'stand-in guests compute nothing' },
  };
}

/** Folders for the images of root's guests and of the user's, kept between hosts and test runs. */
function guestsCache(): string {
  const base = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const folder = join(base, 'vm-partition-lab/stand-in-guests');
  for (const name of ['root', 'user']) mkdirSync(join(folder, name), { recursive: true });
  chownSync(join(folder, 'user'), USER.id, USER.id);
  return folder;
}

/** The newest kernel of this machine whose modules are there. Throws when there is none. */
function newestKernel(): string {
  const releases = readdirSync('/boot')
    .flatMap((name) => (name.startsWith('vmlinuz-') ? [name.slice('vmlinuz-'.length)] : []))
    .filter((release) => existsSync(`/lib/modules/${release}/modules.dep`));
  const newest = releases.sort().at(-1);
  if (newest === undefined) throw new Error('No kernel: node scripts/setup.mjs --what guests');
  return `/boot/vmlinuz-${newest}`;
}

async function cut(machine: Machine): Promise<void> {
  for (const pid of sshServersOf(machine.init())) kill(pid);
  await Promise.resolve();
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function powerCutter(machine: Machine, seed: number): () => Promise<void> {
  const random = seededRandom(seed);
  return async () => {
    await machine.powerOff();
    for (const directory of Object.values(DIRECTORIES)) loseBytes(join(machine.root, directory), random);
    await machine.boot();
  };
}
