import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, rmdirSync } from 'node:fs';
import { platform, tmpdir, userInfo } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { HostError } from '../lab/ports';

/** A host as the user's own ssh knows it. */
export interface SshHost {
  /** What would be typed after `ssh`; never begins with a dash. */
  readonly destination: string;
  /** ssh configuration file instead of the user's own. */
  readonly configFile?: string;
  /** The ssh program; `ssh` when absent. The environment variable VMPART_SSH goes before it. */
  readonly program?: string;
}

const KEPT_SECONDS = 600;
const CONNECT_SECONDS = 15;
const ALIVE_SECONDS = 15;

export function sshProgram(host: SshHost): string {
  return process.env['VMPART_SSH'] ?? host.program ?? 'ssh';
}

/**
 * Arguments for calls that nobody watches: ssh never asks, and fails instead. Host keys are checked as the user has
 * configured it. Throws HostError for a destination that ssh would take for an option.
 */
export function batchArguments(host: SshHost): readonly string[] {
  return ['-T', '-o', 'BatchMode=yes', ...commonArguments(host), '--', checkedDestination(host)];
}

/**
 * Command for a terminal in which the user answers what ssh asks (one-time code, new host key). The connection stays
 * open behind it, and batch calls go over it. Where there is no multiplexing (Windows) it only shows that keys work.
 */
export function connectCommand(host: SshHost): readonly string[] {
  const note = 'echo Connected. This terminal can be closed.';
  return [sshProgram(host), ...commonArguments(host), '--', checkedDestination(host), note];
}

/** Arguments that tell the kept connection something: `check`, or `exit`. null where connections are not kept. */
export function controlArguments(host: SshHost, command: 'check' | 'exit'): readonly string[] | null {
  if (!multiplexes()) return null;
  return [...commonArguments(host), '-O', command, '--', checkedDestination(host)];
}

/** Makes the folder of the sockets, so only for a destination that will be called. */
function commonArguments(host: SshHost): readonly string[] {
  checkedDestination(host);
  const config = host.configFile === undefined ? [] : ['-F', host.configFile];
  const options = [
    `ConnectTimeout=${CONNECT_SECONDS}`,
    `ServerAliveInterval=${ALIVE_SECONDS}`,
    'ServerAliveCountMax=3',
    ...(multiplexes()
      ? ['ControlMaster=auto', `ControlPath=${controlPath(host)}`, `ControlPersist=${KEPT_SECONDS}`]
      : []),
  ];
  return [...config, ...options.flatMap((option) => ['-o', option])];
}

function multiplexes(): boolean {
  return platform() !== 'win32';
}

function checkedDestination({ destination }: SshHost): string {
  if (destination === '' || destination.startsWith('-') || /[\s\0]/.test(destination)) {
    throw new HostError(
      `${JSON.stringify(destination)} is no ssh destination.`,
      'Give a host of your ssh configuration, or user@host.',
    );
  }
  return destination;
}

/**
 * Socket of the kept connection, the same for every process of this user. Short, because the path of a Unix socket
 * ends at about 100 bytes and ssh adds 17 while it makes it. ssh expands `%` in it.
 */
function controlPath(host: SshHost): string {
  const key = JSON.stringify([host.configFile ?? '', host.destination]);
  const name = createHash('sha256').update(key).digest('hex').slice(0, 12);
  return join(socketFolder(), name).replaceAll('%', '%%');
}

/** After a connection was told to end: waits until its socket is gone, and removes their folder with the last one. */
export async function removeSocket(
  host: SshHost,
  sleep: (milliseconds: number) => Promise<void>,
): Promise<void> {
  const path = controlPath(host).replaceAll('%%', '%');
  for (let tries = 50; tries > 0 && existsSync(path); tries--) await sleep(20);
  try {
    rmdirSync(dirname(path));
  } catch {
    // Other connections are open.
  }
}

/** A folder that only this user can enter: who can reach the socket, can use the connection. */
function socketFolder(): string {
  const { uid } = userInfo();
  const runtime = process.env['XDG_RUNTIME_DIR'];
  const folder =
    runtime !== undefined && isAbsolute(runtime) && runtime.length < 50
      ? join(runtime, 'vmpart-ssh')
      : join(tmpdir().length < 55 ? tmpdir() : '/tmp', `vmpart-ssh-${uid}`);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0) {
    throw new HostError(
      `${folder} is not a folder that only you can enter, and is not used for ssh connections.`,
      `Remove it, or set its mode to 0700.`,
    );
  }
  return folder;
}
