import { rm } from 'node:fs/promises';
import { nodeFiles } from '../node/files';
import { type MachineFiles, machineName } from './folders';
import { isRunning, type ProcessIdentity } from './processIdentity';

/** What is on record of a machine that was started. */
export interface MachineState {
  readonly process: ProcessIdentity;
  readonly port: number;
  /** Hash of image and shape: another one is another machine. */
  readonly key: string;
  /** False until it has answered over ssh. */
  readonly ready: boolean;
}

/** The state of a machine that runs; null for none. */
export async function liveState(files: MachineFiles): Promise<MachineState | null> {
  const text = await nodeFiles.readText(files.state);
  const state = text === null ? null : parseState(text);
  return state !== null && (await isRunning(state.process)) ? state : null;
}

export async function remember(files: MachineFiles, state: MachineState): Promise<void> {
  await nodeFiles.writeText(files.state, `${JSON.stringify(state)}\n`);
}

/** Keys, console log and the data disk stay for the next time. */
export async function forget(files: MachineFiles): Promise<void> {
  await rm(files.state, { force: true });
  await rm(files.sshConfig, { force: true });
}

function parseState(text: string): MachineState | null {
  try {
    const state = JSON.parse(text) as Partial<MachineState>;
    const { process: owner, port, key, ready } = state;
    if (typeof owner?.pid !== 'number' || typeof owner.started !== 'string') return null;
    if (typeof port !== 'number' || typeof key !== 'string' || typeof ready !== 'boolean') return null;
    return { process: owner, port, key, ready };
  } catch {
    return null;
  }
}

/** How ssh reaches a machine: destination and configuration file. */
export function sshHostOf(
  files: MachineFiles,
  id: string,
): { readonly destination: string; readonly configFile: string } {
  return { destination: machineName(id), configFile: files.sshConfig };
}
