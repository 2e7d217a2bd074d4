import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Everything that rehearsals leave on this machine: images and the machines' own files. */
export function rehearsalFolder(): string {
  const cache = process.env['XDG_CACHE_HOME'];
  const base = cache !== undefined && isAbsolute(cache) ? cache : join(homedir(), '.cache');
  return join(base, 'vm-partition-lab', 'rehearsal');
}

export interface MachineFiles {
  readonly folder: string;
  readonly state: string;
  readonly lock: string;
  readonly key: string;
  readonly hostKey: string;
  readonly knownHosts: string;
  readonly sshConfig: string;
  readonly console: string;
  readonly qemuLog: string;
}

/** Files of one emulated machine. `id` has been held against the schema's names: it has no slash. */
export function machineFiles(id: string): MachineFiles {
  const folder = join(rehearsalFolder(), 'machines', id);
  return {
    folder,
    state: join(folder, 'state.json'),
    lock: join(folder, 'lock'),
    key: join(folder, 'key'),
    hostKey: join(folder, 'host_key'),
    knownHosts: join(folder, 'known_hosts'),
    sshConfig: join(folder, 'ssh_config'),
    console: join(folder, 'console.log'),
    qemuLog: join(folder, 'qemu.log'),
  };
}

/** Name of the machine for ssh, QEMU and itself. */
export function machineName(id: string): string {
  return `vmpart-rehearsal-${id}`;
}
