import { type ChildProcess, spawn } from 'node:child_process';
import { open, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { type Channel, HostError } from '../lab/ports';
import { nodeClock } from '../node/clock';
import { nodeFiles } from '../node/files';
import type { Emulator } from './emulator';
import type { MachineFiles } from './folders';
import { MACHINE_IS_UP, SETUP_FAILED } from './imageText';
import { identify, isRunning, type ProcessIdentity } from './processIdentity';

/** Fifteen times what a quiet two-core machine takes, seconds. */
const BOOT_SECONDS = 120;
const POLL = 200;

/** A port of 127.0.0.1 on which nobody listens. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('No free port.'));
      });
    });
  });
}

/** Starts QEMU so that it outlives this process, in a session of its own. */
export async function startQemu(
  { command: [program = '', ...first] }: Emulator,
  args: readonly string[],
  files: MachineFiles,
): Promise<ProcessIdentity> {
  await rm(files.console, { force: true });
  const log = await open(files.qemuLog, 'w', 0o600);
  try {
    const stdio = ['ignore', log.fd, log.fd] as const;
    const options = { detached: true, stdio: [...stdio], cwd: files.folder };
    const child = spawn(program, [...first, ...args], options);
    await started(child);
    child.unref();
    const identity = child.pid === undefined ? null : await identify(child.pid);
    if (identity === null) throw await bootFailure('QEMU ended at once', files);
    return identity;
  } finally {
    await log.close();
  }
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => {
      reject(
        new HostError(`QEMU could not be started: ${error.message}`, 'Install the package qemu-system-x86.'),
      );
    });
  });
}

/** Waits until the machine says on its console that it is up, and then answers over ssh. */
export async function waitForBoot(
  qemu: ProcessIdentity,
  files: MachineFiles,
  channel: Channel,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = nodeClock.now() + BOOT_SECONDS * 1000;
  for (;;) {
    const console = (await nodeFiles.readText(files.console)) ?? '';
    if (console.includes(MACHINE_IS_UP)) break;
    if (console.includes('Kernel panic') || console.includes(SETUP_FAILED)) {
      throw await bootFailure('its system did not start', files);
    }
    if (!(await isRunning(qemu))) throw await bootFailure('QEMU ended', files);
    if (nodeClock.now() > deadline) throw await bootFailure(`not up after ${BOOT_SECONDS} s`, files);
    await nodeClock.sleep(POLL, signal);
  }
  await waitForSsh(channel, deadline, signal);
}

/** sshd starts a moment after the line on the console. */
async function waitForSsh(channel: Channel, deadline: number, signal?: AbortSignal): Promise<void> {
  for (;;) {
    try {
      await channel.exec('true', [], { timeoutSeconds: 60, ...(signal === undefined ? {} : { signal }) });
      return;
    } catch (error) {
      if (!(error instanceof HostError) || nodeClock.now() > deadline) throw error;
    }
    await nodeClock.sleep(POLL, signal);
  }
}

async function bootFailure(what: string, files: MachineFiles): Promise<HostError> {
  const texts = [await nodeFiles.readText(files.console), await nodeFiles.readText(files.qemuLog)];
  const said = texts.map((text) => lastLines(text ?? '')).filter((text) => text !== '');
  return new HostError(
    `The rehearsal machine did not come up: ${what}.${said.length === 0 ? '' : `\n${said.join('\n')}`}`,
    `Read ${files.console} and ${files.qemuLog}.`,
  );
}

/** What QEMU cannot emulate of a CPU is said for every PU and is of no use here. */
function lastLines(text: string): string {
  const lines = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.includes("TCG doesn't support"));
  return lines.slice(-5).join('\n');
}

const OFF_SECONDS = 30;

/** Asks the system to switch off; what does not is ended. Returns when no process is left. */
export async function switchOff(qemu: ProcessIdentity, channel: Channel | null): Promise<void> {
  if (channel !== null) {
    try {
      await channel.exec('exec /bin/busybox poweroff', [], { timeoutSeconds: 15 });
    } catch (error) {
      // A machine that does not answer, or that is off before it has, is ended below.
      if (!(error instanceof HostError)) throw error;
    }
    await channel.close();
    if (await endsWithin(qemu, OFF_SECONDS)) return;
  }
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!(await isRunning(qemu))) return;
    process.kill(qemu.pid, signal);
    if (await endsWithin(qemu, 10)) return;
  }
}

async function endsWithin(qemu: ProcessIdentity, seconds: number): Promise<boolean> {
  const deadline = nodeClock.now() + seconds * 1000;
  while (await isRunning(qemu)) {
    if (nodeClock.now() > deadline) return false;
    await nodeClock.sleep(POLL);
  }
  return true;
}
