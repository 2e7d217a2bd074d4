import { isAbsolute, join } from 'node:path';
import { type Channel, type ExecOptions, type ExecResult, HostError } from '../lab/ports';
import { ProcessError, runProcess } from './process';
import { frameInput, frameScript } from './scriptFrame';

export interface LocalSettings {
  /** Shown to people; `local` when absent. */
  readonly name?: string;
  /** Folder for attempts and caches; in the user's data folder when absent. */
  readonly directory?: string;
  /** Guests run without KVM: their times mean nothing. */
  readonly emulate?: boolean;
}

/** This machine as a host. */
export function localChannel(settings: LocalSettings = {}): Channel {
  const name = settings.name ?? 'local';
  return {
    name,
    origin: settings.emulate === true ? 'rehearsed' : 'measured',
    accelerator: settings.emulate === true ? 'tcg' : 'kvm',
    directory: settings.directory ?? defaultDirectory(),
    exec: (script, args, options = {}) => exec(name, script, args, options),
    close: () => Promise.resolve(),
  };
}

/** A host's own default, `~` left to its shell. */
export const REMOTE_DIRECTORY = '~/.local/share/vm-partition-lab';

function defaultDirectory(): string {
  const data = process.env['XDG_DATA_HOME'];
  return data !== undefined && isAbsolute(data) ? join(data, 'vm-partition-lab') : REMOTE_DIRECTORY;
}

async function exec(
  name: string,
  script: string,
  args: readonly string[],
  options: ExecOptions,
): Promise<ExecResult> {
  const frame = frameScript(script, args);
  const input = frameInput(frame, options.input);
  try {
    return await runProcess('sh', ['-c', frame.loader, 'vmpart'], { ...options, input });
  } catch (error) {
    throw error instanceof ProcessError ? channelError(name, error, options) : error;
  }
}

/** A process error in the terms of a channel. */
export function channelError(name: string, error: ProcessError, options: ExecOptions): HostError {
  switch (error.reason) {
    case 'timeout':
      return new HostError(
        `${name}: a command did not end within ${options.timeoutSeconds ?? 0} s and was ended.`,
        'Look whether the host is overloaded or its file system hangs, then try again.',
      );
    case 'output':
      return new HostError(
        `${name}: a command wrote more than it should: ${error.message}`,
        'Look whether a start-up file of the login shell prints text, for example .bashrc.',
      );
    case 'missing':
    case 'refused':
      return new HostError(`${name}: ${error.message}`, 'Install it, or put its folder into the PATH.');
  }
}
