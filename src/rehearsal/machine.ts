import { createHash } from 'node:crypto';
import { arch, platform } from 'node:os';
import { quoteCommand } from '../core/plan/quote';
import type { Machine } from '../core/topology/machine';
import { HostError } from '../lab/ports';
import { nodeFiles } from '../node/files';
import { sshChannel } from '../node/sshChannel';
import { freePort, startQemu, switchOff, waitForBoot } from './boot';
import { ensureDataDisk } from './dataDisk';
import { type Emulator, ensureEmulator } from './emulator';
import { type MachineFiles, machineFiles, machineName, rehearsalFolder } from './folders';
import { ensureImage, type Image, type Progress } from './image';
import { ensureKeys, writeSshConfig } from './keys';
import { withLock } from './lock';
import { forget, liveState, type MachineState, remember, sshHostOf } from './machineState';
import { mendQemu } from './mendQemu';
import { qemuArguments } from './qemuArguments';
import { type EmulatedShape, emulatedShape } from './shape';
import { needTools } from './tools';

/** An emulated machine that answers over ssh. */
export interface RunningMachine {
  readonly id: string;
  /** Host for ssh, with `configFile`; `lab@` before it logs in as a user who is not root but may use KVM. */
  readonly destination: string;
  readonly configFile: string;
  /** How it differs from the machine that was asked for, in words. */
  readonly losses: readonly string[];
}

/**
 * The machine, started when it does not run yet. When the signal fires or the start fails, nothing is left running.
 * Throws HostError for what this system lacks, and when another machine of that id runs.
 */
export async function rehearsalUp(machine: Machine, progress: Progress): Promise<RunningMachine> {
  needLinux();
  await needTools(['qemu-system-x86_64', 'ssh', 'ssh-keygen', 'mke2fs']);
  const shape = emulatedShape(machine);
  const files = machineFiles(machine.id);
  const image = await ensureImage(progress);
  const emulator = await ensureEmulator(progress);
  const onWait = (): void => progress.onProgress('Waiting: another process starts or ends this machine.');
  await withLock(files.lock, { signal: progress.signal, onWait }, () =>
    bringUp(machine.id, shape, image, emulator, progress),
  );
  return { id: machine.id, ...sshHostOf(files, machine.id), losses: shape.losses };
}

function needLinux(): void {
  if (platform() === 'linux' && arch() === 'x64') return;
  throw new HostError(
    'A rehearsal machine runs on Linux on x86-64 only.',
    'Use the host `model` for predictions, or a KVM host over ssh.',
  );
}

async function bringUp(
  id: string,
  shape: EmulatedShape,
  image: Image,
  emulator: Emulator,
  progress: Progress,
): Promise<void> {
  const files = machineFiles(id);
  const key = createHash('sha256')
    .update(JSON.stringify([image.key, shape]))
    .digest('hex')
    .slice(0, 16);
  const running = await liveState(files);
  if (running !== null && running.key !== key) {
    throw new HostError(
      `A rehearsal machine ${id} runs already, made from another topology or image.`,
      `End it first: vmpart rehearse down --topology ${id}`,
    );
  }
  if (running?.ready === true) return;
  const state = running ?? (await start(id, shape, image, emulator, key, progress));
  try {
    await waitForBoot(state.process, files, channelTo(files, id), progress.signal);
    await remember(files, { ...state, ready: true });
  } catch (error) {
    await end(id, files, state, false);
    throw error;
  }
  progress.onProgress(`The rehearsal machine ${id} is up.`);
}

async function start(
  id: string,
  shape: EmulatedShape,
  image: Image,
  emulator: Emulator,
  key: string,
  progress: Progress,
): Promise<MachineState> {
  const files = machineFiles(id);
  await ensureKeys(files, id);
  const data = await ensureDataDisk(files, image.key);
  const port = await freePort();
  await writeSshConfig(files, id, port);
  progress.signal?.throwIfAborted();
  const pus = shape.packages * shape.coresPerPackage;
  progress.onProgress(
    `Starting the rehearsal machine ${id}: ${pus} PUs on ${shape.nodes.length} nodes, emulated.`,
  );
  if (shape.losses.length > 0)
    progress.onProgress(`It differs from the real one: ${shape.losses.join('; ')}.`);
  const parts = {
    name: machineName(id),
    ...image,
    data,
    authorizedKeys: `${files.key}.pub`,
    hostKey: files.hostKey,
    port,
    console: files.console,
  };
  const process = await startQemu(emulator, qemuArguments(shape, parts), files);
  if (!(await mendQemu(process.pid, emulator.binary))) {
    progress.onProgress(
      'A known fault of this QEMU could not be mended: its guests now and then die or hang.',
    );
  }
  const state: MachineState = { process, port, key, ready: false };
  try {
    await remember(files, state);
  } catch (error) {
    await switchOff(process, null);
    throw error;
  }
  return state;
}

/** Ends a machine; nothing to end is no error. Its data disk and its image stay. */
export async function rehearsalDown(id: string): Promise<void> {
  const files = machineFiles(id);
  if ((await nodeFiles.size(files.state)) === null) return;
  await withLock(files.lock, { onWait: () => undefined }, async () => {
    const state = await liveState(files);
    if (state !== null) await end(id, files, state, state.ready);
    else await forget(files);
  });
}

async function end(id: string, files: MachineFiles, state: MachineState, polite: boolean): Promise<void> {
  const channel = channelTo(files, id);
  await switchOff(state.process, polite ? channel : null);
  await channel.close();
  await forget(files);
}

function channelTo(files: MachineFiles, id: string): ReturnType<typeof sshChannel> {
  return sshChannel({ ...sshHostOf(files, id), name: `rehearsal:${id}`, origin: 'rehearsed' });
}

/** What would be typed to log in. */
export function loginCommand(host: { readonly destination: string; readonly configFile: string }): string {
  return quoteCommand(['ssh', '-F', host.configFile, host.destination]);
}

export interface MachineStatus {
  readonly id: string;
  readonly running: boolean;
  /** What would be typed to log in; empty when it does not run. */
  readonly login: string;
}

/** Every machine that was ever started here. */
export async function rehearsalStatus(): Promise<readonly MachineStatus[]> {
  const ids = await nodeFiles.list(`${rehearsalFolder()}/machines`);
  return Promise.all(
    ids.map(async (id) => {
      const files = machineFiles(id);
      const running = (await liveState(files))?.ready === true;
      return { id, running, login: running ? loginCommand(sshHostOf(files, id)) : '' };
    }),
  );
}
