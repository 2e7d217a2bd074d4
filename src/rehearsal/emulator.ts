import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, realpath, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeFiles } from '../node/files';
import { ProcessError, runProcess } from '../node/process';
import { newerSources, reachOptions } from './aptSources';
import { rehearsalFolder } from './folders';
import type { Progress } from './image';
import { withLock } from './lock';
import { withOwnMounts } from './ownMounts';
import { programPath, TOOL_PATH } from './tools';
import { thisSystem } from './thisSystem';

/** The QEMU that emulates the machine. */
export interface Emulator {
  /** Program and first arguments. */
  readonly command: readonly string[];
  /** The file that is QEMU: `command` may begin with a loader. */
  readonly binary: string;
}

/**
 * Below 11, QEMU's virtual CPUs write each other's pending interrupts without a lock: one start of four guests
 * in 14 then waited for ever for an interrupt that was lost.
 */
const SOUND = 11;

/** Debian's later packages of QEMU, by the suites that have them. */
const NEWER_SUITES = ['trixie', 'trixie-backports'] as const;

const BUILD_SECONDS = 900;

/** This system's own QEMU where it will do; else a later one from its package sources, kept in the cache alone. */
export async function ensureEmulator(progress: Progress): Promise<Emulator> {
  const own = await systemEmulator();
  const version = await majorVersion(own);
  if (version >= SOUND) return own;
  try {
    return await laterEmulator(progress);
  } catch (error) {
    progress.signal?.throwIfAborted();
    if (!(error instanceof ProcessError) && !(error instanceof FetchError)) throw error;
    progress.onProgress(
      `A later QEMU could not be fetched (${error.message}); with version ${version} guests now and then hang.`,
    );
    return own;
  }
}

class FetchError extends Error {}

async function systemEmulator(): Promise<Emulator> {
  const path = (await programPath('qemu-system-x86_64')) ?? 'qemu-system-x86_64';
  return { command: [path], binary: await realpath(path) };
}

/** `QEMU emulator version 7.2.22 (Debian ...)` */
async function majorVersion({ command }: Emulator): Promise<number> {
  const [program = '', ...args] = command;
  const { stdout } = await runProcess(program, [...args, '--version'], { timeoutSeconds: 60 });
  return Number(/version (\d+)\./.exec(stdout)?.[1] ?? 0);
}

async function laterEmulator(progress: Progress): Promise<Emulator> {
  const system = await thisSystem();
  const sources = newerSources(system.sourceTexts, system.suite, NEWER_SUITES);
  if (sources === '') throw new FetchError('apt has no package source for this system');
  const options = reachOptions(system.aptConfiguration);
  const key = createHash('sha256')
    .update(JSON.stringify([sources, options, KEPT]))
    .digest('hex')
    .slice(0, 16);
  const emulators = join(rehearsalFolder(), 'emulators');
  const emulator = emulatorIn(join(emulators, key));
  if ((await nodeFiles.size(emulator.binary)) !== null) return emulator;
  await mkdir(emulators, { recursive: true });
  const onWait = (): void => progress.onProgress('Waiting: another process fetches QEMU.');
  await withLock(join(emulators, 'lock'), { signal: progress.signal, onWait }, async () => {
    if ((await nodeFiles.size(emulator.binary)) === null)
      await fetchInto(emulators, key, sources, options, progress);
  });
  return emulator;
}

const LIBRARIES = 'usr/lib/x86_64-linux-gnu';
const BINARY = 'usr/bin/qemu-system-x86_64';
const DATA = ['usr/share/qemu', 'usr/share/seabios'] as const;
const KEPT = [LIBRARIES, BINARY, ...DATA] as const;

/** By its own loader and libraries: nothing of it is installed. */
function emulatorIn(folder: string): Emulator {
  const at = (path: string): string => join(folder, path);
  const loader = at(`${LIBRARIES}/ld-linux-x86-64.so.2`);
  const firmware = DATA.flatMap((path) => ['-L', at(path)]);
  return {
    command: [
      ...[loader, '--argv0', 'qemu-system-x86_64', '--library-path', at(LIBRARIES), at(BINARY)],
      ...firmware,
    ],
    binary: at(BINARY),
  };
}

async function fetchInto(
  emulators: string,
  key: string,
  sources: string,
  options: readonly string[],
  { onProgress, signal }: Progress,
): Promise<void> {
  onProgress('Fetching a later QEMU for the rehearsal machine (once, about ten seconds).');
  const others = (await readdir(emulators)).filter(
    (name) => name.startsWith('new-') || /^[0-9a-f]{16}$/.test(name),
  );
  const folder = await mkdtemp(join(emulators, 'new-'));
  try {
    const tar = join(folder, 'packages.tar');
    const isRoot = process.getuid?.() === 0;
    const words = [
      `--mode=${isRoot ? 'root' : 'unshare'}`,
      '--variant=extract',
      '--format=tar',
      '--architectures=amd64',
      '--include=qemu-system-x86,libc6',
      `--aptopt=APT::Default-Release "${NEWER_SUITES.at(-1)}"`,
      ...options.map((option) => `--aptopt=${option}`),
      NEWER_SUITES[0],
      tar,
      '-',
    ];
    await step(...withOwnMounts(['mmdebstrap', words], isRoot));
    await step('tar', ['-xf', tar, '-C', folder, '--no-same-owner', ...KEPT.map((path) => `./${path}`)]);
    await rm(tar);
    await Promise.all(others.map((name) => rm(join(emulators, name), { recursive: true, force: true })));
    await rename(folder, join(emulators, key));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }

  async function step(program: string, args: readonly string[]): Promise<void> {
    // As root the cache has the room, where /tmp may be memory; subordinate ids cannot enter the user's home.
    const room = process.getuid?.() === 0 ? { TMPDIR: folder } : {};
    const environment = { ...room, LC_ALL: 'C.UTF-8', PATH: TOOL_PATH };
    const watched = signal === undefined ? {} : { signal };
    const all = { ...watched, environment, input: sources, timeoutSeconds: BUILD_SECONDS };
    const { code, stderr } = await runProcess(program, args, all);
    if (code !== 0) throw new FetchError(stderr.trim().split('\n').at(-1) ?? `${program} ended with ${code}`);
  }
}
