import type { Machine } from '../core/topology/machine';
import type { Channel, Rehearsal, RehearsalStatus } from '../lab/ports';
import { sshChannel } from '../node/sshChannel';
import { loginCommand, rehearsalDown, rehearsalStatus, rehearsalUp } from './machine';

/** The built-in machine that is emulated when no other is named: four packages, two PUs each. */
export const DEFAULT_TOPOLOGY = 'rehearsal-4x2';

/** Reads a machine by built-in id or by the path of a topology document. */
export type MachineReader = (idOrPath: string) => Promise<Machine>;

export function nodeRehearsal(machineOf: MachineReader): Rehearsal {
  return {
    up: (topology, onProgress, signal) => up(topology, machineOf, onProgress, signal),
    down: async (topology) => {
      const all = (await rehearsalStatus()).map(({ id }) => id);
      const ids = topology === undefined ? all : [await idOf(topology, all, machineOf)];
      await Promise.all(ids.map(rehearsalDown));
    },
    status: async () =>
      (await rehearsalStatus()).map(({ id, running, login }) => ({ topology: id, running, login })),
  };
}

async function up(
  topology: string,
  machineOf: MachineReader,
  onProgress: (message: string) => void,
  signal?: AbortSignal,
): Promise<RehearsalStatus> {
  const machine = await machineOf(topology);
  const running = await rehearsalUp(machine, { onProgress, signal });
  return { topology: running.id, running: true, login: loginCommand(running) };
}

/** A machine that was started is ended by its id, even when its document is gone. */
async function idOf(topology: string, known: readonly string[], machineOf: MachineReader): Promise<string> {
  return known.includes(topology) ? topology : (await machineOf(topology)).id;
}

/** Whether the emulated machine of a topology (null: the default one) runs and answers. */
export async function rehearsalIsUp(topology: string | null, machineOf: MachineReader): Promise<boolean> {
  const { id } = await machineOf(topology ?? DEFAULT_TOPOLOGY);
  return (await rehearsalStatus()).some((machine) => machine.id === id && machine.running);
}

/** A channel to the emulated machine of a topology (null: the default one), which is up afterwards. */
export async function rehearsalChannel(
  topology: string | null,
  settings: { readonly name: string; readonly directory?: string },
  machineOf: MachineReader,
  onProgress: (message: string) => void,
  signal?: AbortSignal,
): Promise<Channel> {
  const machine = await machineOf(topology ?? DEFAULT_TOPOLOGY);
  const { destination, configFile } = await rehearsalUp(machine, { onProgress, signal });
  const directory = settings.directory === undefined ? {} : { directory: settings.directory };
  return sshChannel({ destination, configFile, name: settings.name, origin: 'rehearsed', ...directory });
}
