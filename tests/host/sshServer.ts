import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/rehearsal/boot';

/** A real sshd on 127.0.0.1 with keys of its own, and ssh configuration files that reach it in good and bad ways. */
export interface SshServer {
  readonly folder: string;
  readonly pid: number;
  readonly port: number;
  readonly destination: string;
  /** Writes a configuration file; `overrides` replaces or adds options of the good one. */
  config(name: string, overrides?: Readonly<Record<string, string>>): string;
  /** Ends the processes that serve connections, as a cut line would. */
  cut(): void;
  stop(): Promise<void>;
}

const SSHD = '/usr/sbin/sshd';
const PRIVILEGE_FOLDER = '/run/sshd';

export async function startSshServer(): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'vmpart-sshd-'));
  const port = await freePort();
  for (const name of ['host_key', 'other_host_key', 'key', 'other_key']) {
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)]);
  }
  writeFileSync(join(folder, 'authorized_keys'), readFileSync(join(folder, 'key.pub')));
  knownHosts(join(folder, 'known_hosts'), port, join(folder, 'host_key.pub'));
  knownHosts(join(folder, 'changed_hosts'), port, join(folder, 'other_host_key.pub'));
  writeFileSync(join(folder, 'empty_hosts'), '');
  const madePrivilegeFolder = userInfo().uid === 0 && !existsSync(PRIVILEGE_FOLDER);
  if (madePrivilegeFolder) mkdirSync(PRIVILEGE_FOLDER);
  const server = startServer(folder, port);
  await listening(join(folder, 'log'), server);
  const pid = server.pid ?? 0;
  return {
    folder,
    pid,
    port,
    destination: 'target',
    config: (name, overrides = {}) => writeConfig(folder, name, port, overrides),
    cut: () => childrenOf(pid).forEach(killTree),
    stop: async () => {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      childrenOf(pid).forEach(killTree);
      server.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
      if (madePrivilegeFolder) rmSync(PRIVILEGE_FOLDER, { recursive: true, force: true });
    },
  };
}

function startServer(folder: string, port: number): ChildProcess {
  const home = join(folder, 'home');
  mkdirSync(home);
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(folder, 'host_key')}`,
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    'PidFile none',
    'UsePAM no',
    'StrictModes no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin prohibit-password',
    'MaxSessions 50',
    // An empty home: bash reads its owner's settings for each login, and a killed login may leave locks of what they start.
    `SetEnv HOME=${home}`,
  ];
  const config = join(folder, 'sshd_config');
  writeFileSync(config, `${lines.join('\n')}\n`);
  return spawn(SSHD, ['-D', '-f', config, '-E', join(folder, 'log')], { stdio: 'ignore' });
}

async function listening(log: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (existsSync(log) && readFileSync(log, 'utf8').includes('Server listening')) return;
    if (server.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`sshd does not listen: ${existsSync(log) ? readFileSync(log, 'utf8') : 'no log'}`);
}

function knownHosts(path: string, port: number, publicKey: string): void {
  const [type, key] = readFileSync(publicKey, 'utf8').split(' ');
  writeFileSync(path, `[127.0.0.1]:${port} ${type} ${key}\n`);
}

function writeConfig(
  folder: string,
  name: string,
  port: number,
  overrides: Readonly<Record<string, string>>,
): string {
  const options = {
    HostName: '127.0.0.1',
    Port: String(port),
    User: userInfo().username,
    IdentityFile: join(folder, 'key'),
    IdentitiesOnly: 'yes',
    IdentityAgent: 'none',
    UserKnownHostsFile: join(folder, 'known_hosts'),
    GlobalKnownHostsFile: 'none',
    ...overrides,
  };
  const path = join(folder, `config-${name}`);
  const lines = Object.entries(options).map(([key, value]) => `  ${key} ${value}`);
  writeFileSync(path, `Host target\n${lines.join('\n')}\n`);
  return path;
}

export function childrenOf(pid: number): readonly number[] {
  try {
    const text = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(Number);
  } catch {
    return [];
  }
}

function killTree(pid: number): void {
  const children = childrenOf(pid);
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
  children.forEach(killTree);
}

/** Command lines of running processes that hold this text, this process and its tests left out. */
export function processesWith(text: string): readonly string[] {
  return execFileSync('ps', ['-eo', 'stat=,pid=,args='], { encoding: 'utf8', maxBuffer: 2 ** 26 })
    .split('\n')
    .filter((line) => line.includes(text) && !line.startsWith('Z') && !line.includes('vitest'));
}
