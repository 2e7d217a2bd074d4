import { type Channel, type ExecOptions, type ExecResult, HostError } from '../lab/ports';
import { nodeClock } from './clock';
import { channelError, REMOTE_DIRECTORY } from './localChannel';
import { ProcessError, type ProcessOptions, type ProcessResult, runProcess } from './process';
import { frameInput, frameScript } from './scriptFrame';
import { batchArguments, controlArguments, removeSocket, type SshHost, sshProgram } from './sshCommand';
import { sshFailure } from './sshFailure';

export interface SshChannelSettings extends SshHost {
  /** Shown to people; `ssh:DESTINATION` when absent. */
  readonly name?: string;
  /** `measured` when absent; guests that run without KVM are rehearsed in any case. */
  readonly origin?: 'measured' | 'rehearsed';
  /** Guests run without KVM: their times mean nothing. */
  readonly emulate?: boolean;
  /** Folder on the host for attempts and caches. */
  readonly directory?: string;
}

/** ssh's own exit status for its own failures; a command that ends so cannot be told apart and should not. */
const SSH_FAILED = 255;

/** A host behind the user's own ssh, over one kept connection where ssh can do that. */
export function sshChannel(settings: SshChannelSettings): Channel {
  const name = settings.name ?? `ssh:${settings.destination}`;
  return {
    name,
    origin: settings.emulate === true ? 'rehearsed' : (settings.origin ?? 'measured'),
    accelerator: settings.emulate === true ? 'tcg' : 'kvm',
    directory: settings.directory ?? REMOTE_DIRECTORY,
    exec: (script, args, options = {}) => exec(settings, name, script, args, options),
    close: () => close(settings),
  };
}

async function exec(
  host: SshHost,
  name: string,
  script: string,
  args: readonly string[],
  options: ExecOptions,
): Promise<ExecResult> {
  const frame = frameScript(script, args);
  // ssh joins its words with spaces and the login shell there parses them: `exec` leaves one shell, not two.
  const command = [...batchArguments(host), `exec sh -c '${frame.loader}' vmpart`];
  const result = await runSsh(host, name, command, { ...options, input: frameInput(frame, options.input) });
  if (result.code === SSH_FAILED) throw sshFailure(name, host.destination, result.stderr);
  return result;
}

async function runSsh(
  host: SshHost,
  name: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  try {
    return await runProcess(sshProgram(host), args, options);
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    if (error.reason !== 'missing') throw channelError(name, error, options);
    throw new HostError(
      `${name} cannot be reached: there is no program ${sshProgram(host)}.`,
      'Install an OpenSSH client (Debian: openssh-client), or set VMPART_SSH to the path of one.',
    );
  }
}

/** Ends the kept connection, for every process that uses it. Nothing to do is no error. */
async function close(host: SshHost): Promise<void> {
  const args = controlArguments(host, 'exit');
  if (args === null) return;
  try {
    await runProcess(sshProgram(host), args, { timeoutSeconds: 10 });
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
  }
  await removeSocket(host, (milliseconds) => nodeClock.sleep(milliseconds));
}
