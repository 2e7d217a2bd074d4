import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { INIT_FILE, PATH } from './machine';
import { USER } from './settingsFiles';

/** The way to a stand-in host: a real ssh and a real sshd, with keys of their own, and no network between them. */
export interface Access {
  readonly specs: { readonly root: string; readonly user: string };
  /** In which the command line finds the hosts file; its sockets and probes are the host's own too. */
  readonly env: NodeJS.ProcessEnv;
}

export interface Directories {
  readonly root: string;
  readonly user: string;
}

/** Writes keys, ssh's configuration, sshd's, and a hosts file into a host's folder. */
export function makeAccess(folder: string, directories: Directories): Access {
  makeKey(join(folder, 'key'));
  makeKey(join(folder, 'host/host_key'));
  writeFileSync(join(folder, 'host/sshd_config'), SSHD_CONFIG);
  const [type = '', key = ''] = readFileSync(join(folder, 'host/host_key.pub'), 'utf8').split(' ');
  writeFileSync(join(folder, 'known_hosts'), `stand-in ${type} ${key}\n`);
  writeEntrance(folder);
  writeFileSync(join(folder, 'ssh_config'), sshConfig(folder));
  return {
    specs: { root: 'standin', user: 'standin-user' },
    env: { ...writeHosts(folder, directories), ...ownFolders(folder) },
  };
}

/** `SetEnv` puts the stand-ins before what they stand in for, in every session and all that it starts. */
const SSHD_CONFIG = `HostKey /ssh-server/host_key
AuthorizedKeysFile /ssh-server/authorized_keys
PidFile none
UsePAM no
UseDNS no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
MaxSessions 50
LogLevel QUIET
SetEnv PATH=${PATH}
`;

function makeKey(path: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'stand-in', '-f', path]);
}

/** A server for one connection, in the host's present life. */
function writeEntrance(folder: string): void {
  const path = join(folder, 'enter');
  const lines = [
    '#!/bin/sh',
    `read -r init <'${join(folder, INIT_FILE)}' || exit 1`,
    'exec nsenter --target "$init" --mount --pid --net --uts --ipc /usr/sbin/sshd -i -f /ssh-server/sshd_config 2>/dev/null',
  ];
  writeFileSync(path, `${lines.join('\n')}\n`);
  chmodSync(path, 0o755);
}

function sshConfig(folder: string): string {
  const options = {
    User: 'root',
    HostKeyAlias: 'stand-in',
    ProxyCommand: join(folder, 'enter'),
    IdentityFile: join(folder, 'key'),
    IdentitiesOnly: 'yes',
    IdentityAgent: 'none',
    StrictHostKeyChecking: 'yes',
    UserKnownHostsFile: join(folder, 'known_hosts'),
    GlobalKnownHostsFile: 'none',
    UpdateHostKeys: 'no',
  };
  const lines = Object.entries(options).map(([name, value]) => `  ${name} ${value}`);
  return `Host standin\n${lines.join('\n')}\n`;
}

function writeHosts(folder: string, directories: Directories): NodeJS.ProcessEnv {
  const host = (destination: string, directory: string): object => ({
    kind: 'ssh',
    destination,
    configFile: join(folder, 'ssh_config'),
    directory,
    emulate: true,
    note: 'Local processes that stand in for a host with guests: they measure nothing.',
  });
  const hosts = {
    standin: host('standin', directories.root),
    'standin-user': host(`${USER.name}@standin`, directories.user),
  };
  const config = join(folder, 'config');
  mkdirSync(join(config, 'vm-partition-lab'), { recursive: true });
  writeFileSync(join(config, 'vm-partition-lab/hosts.json'), JSON.stringify({ version: 1, hosts }));
  return { XDG_CONFIG_HOME: config };
}

/** Where the command line keeps probes and the sockets of kept connections; the path of a socket must be short. */
function ownFolders(folder: string): NodeJS.ProcessEnv {
  const run = join(folder, 'run');
  mkdirSync(run, { mode: 0o700 });
  return { XDG_CACHE_HOME: join(folder, 'cache'), XDG_RUNTIME_DIR: run };
}
