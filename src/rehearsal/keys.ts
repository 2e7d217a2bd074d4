import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { HostError } from '../lab/ports';
import { nodeFiles } from '../node/files';
import { runProcess } from '../node/process';
import { type MachineFiles, machineName } from './folders';

/**
 * A key for the user and one for the machine, made once for each machine. The machine's key is known before it is
 * started: ssh checks it like any other and never has to ask.
 */
export async function ensureKeys(files: MachineFiles, id: string): Promise<void> {
  await mkdir(files.folder, { recursive: true, mode: 0o700 });
  for (const path of [files.key, files.hostKey]) {
    if ((await nodeFiles.size(path)) === null) await makeKey(path, machineName(id));
  }
  const [type = '', key = ''] = (await readFile(`${files.hostKey}.pub`, 'utf8')).split(' ');
  await writeFile(files.knownHosts, `${machineName(id)} ${type} ${key}\n`, { mode: 0o600 });
}

async function makeKey(path: string, comment: string): Promise<void> {
  await rm(`${path}.pub`, { force: true });
  const args = ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', path];
  const result = await runProcess('ssh-keygen', args, { timeoutSeconds: 60 });
  if (result.code !== 0) {
    throw new HostError(
      `No ssh key could be made: ${result.stderr.trim()}`,
      `Look whether ${path} can be written.`,
    );
  }
}

/** The machine as a host of ssh, for every program that takes an ssh configuration file. */
export async function writeSshConfig(files: MachineFiles, id: string, port: number): Promise<void> {
  const name = machineName(id);
  const lines = [
    `Host ${name}`,
    '  HostName 127.0.0.1',
    `  Port ${port}`,
    '  User root',
    `  HostKeyAlias ${name}`,
    `  IdentityFile ${sshWord(files.key)}`,
    '  IdentitiesOnly yes',
    '  IdentityAgent none',
    `  UserKnownHostsFile ${sshWord(files.knownHosts)}`,
    '  GlobalKnownHostsFile none',
    '  StrictHostKeyChecking yes',
    '  UpdateHostKeys no',
  ];
  await writeFile(files.sshConfig, `${lines.join('\n')}\n`, { mode: 0o600 });
}

/** ssh expands `%` in file names and splits them at spaces outside of double quotes. */
function sshWord(path: string): string {
  return `"${path.replaceAll('%', '%%')}"`;
}
