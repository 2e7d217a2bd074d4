import { type ChildProcess, spawn } from 'node:child_process';
import { platform } from 'node:os';

export interface ProcessOptions {
  readonly input?: Uint8Array | string;
  /** Ends the process and all of its group; the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly timeoutSeconds?: number;
  /** Called with output as it comes; `stdout` of the result is then empty. */
  readonly onStdout?: (chunk: Uint8Array) => void;
  /** Upper bound of what is kept of stdout and of stderr, bytes; more ends the process. 64 MiB when absent. */
  readonly maxBytes?: number;
  /** Added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

export interface ProcessResult {
  /** Exit code; 128 + number for a process that a signal ended, as a shell reports it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The process could not be started, or was ended because it took too long or said too much. */
export class ProcessError extends Error {
  constructor(
    readonly reason: 'missing' | 'refused' | 'timeout' | 'output',
    message: string,
  ) {
    super(message);
    this.name = 'ProcessError';
  }
}

const KEPT_BYTES = 64 * 1024 * 1024;
/** Between the polite signal and the one that cannot be refused, milliseconds. */
const GRACE = 2000;
/** A background process may keep the pipes open after the process has ended: so long they are still read, milliseconds. */
const LATE_OUTPUT = 300;
const SIGNAL_NUMBERS: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/**
 * Runs one program, without a shell, in a process group of its own. Resolves when it has ended, whatever its exit code.
 * Rejects with ProcessError, or with the reason of `signal`, and then nothing of the group is left.
 */
export function runProcess(
  program: string,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    if (options.signal?.aborted === true) {
      reject(asError(options.signal.reason));
      return;
    }
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: platform() !== 'win32',
      windowsHide: true,
      ...(options.folder === undefined ? {} : { cwd: options.folder }),
      env: { ...process.env, ...options.environment },
    });
    let failure: Error | null = null;
    const fail = (error: Error): void => {
      failure ??= error;
      endGroup(child);
    };
    const limit = options.maxBytes ?? KEPT_BYTES;
    const tooMuch = (): void => {
      fail(new ProcessError('output', `${program} wrote more than ${limit} bytes.`));
    };
    const stdout = keepOutput(child.stdout, limit, tooMuch, options.onStdout);
    const stderr = keepOutput(child.stderr, limit, tooMuch);
    const stopWatching = watch(program, options, fail);
    whenEnded(child, (code) => {
      stopWatching();
      if (failure !== null) reject(failure);
      else resolve({ code, stdout: stdout(), stderr: stderr() });
    });
    child.on('error', (error) => {
      if (child.pid !== undefined) return;
      stopWatching();
      reject(startError(program, error));
    });
    // A program that ends without reading its input is no error of ours: its exit code tells.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

function keepOutput(
  stream: NodeJS.ReadableStream,
  limit: number,
  tooMuch: () => void,
  pass?: (chunk: Uint8Array) => void,
): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    if (pass !== undefined) {
      pass(chunk);
      return;
    }
    bytes += chunk.length;
    if (bytes > limit) tooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

function watch(program: string, options: ProcessOptions, fail: (error: Error) => void): () => void {
  const { signal, timeoutSeconds } = options;
  const onAbort = (): void => {
    fail(asError(signal?.reason));
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer =
    timeoutSeconds === undefined
      ? undefined
      : setTimeout(() => {
          fail(new ProcessError('timeout', `${program} did not end within ${timeoutSeconds} s.`));
        }, timeoutSeconds * 1000);
  return () => {
    signal?.removeEventListener('abort', onAbort);
    clearTimeout(timer);
  };
}

/**
 * Calls back once, after the process has ended and its output is read. `close` alone would wait for ever where a
 * background process (ssh's kept connection) inherited a pipe.
 */
function whenEnded(child: ChildProcess, done: (code: number) => void): void {
  live.add(child);
  let ended: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  const finish = (): void => {
    clearTimeout(timer);
    if (ended === null) return;
    const code = ended;
    ended = null;
    child.stdout?.destroy();
    child.stderr?.destroy();
    done(code);
  };
  const linger = (): void => {
    if (ended === null) return;
    clearTimeout(timer);
    timer = setTimeout(finish, LATE_OUTPUT);
  };
  child.stdout?.on('data', linger);
  child.stderr?.on('data', linger);
  child.on('exit', (code, signal) => {
    live.delete(child);
    ended = code ?? 128 + (SIGNAL_NUMBERS[signal ?? ''] ?? 0);
    linger();
  });
  child.on('close', finish);
}

function startError(program: string, error: Error): ProcessError {
  const missing = 'code' in error && error.code === 'ENOENT';
  return missing
    ? new ProcessError('missing', `${program} is not installed, or not in the PATH.`)
    : new ProcessError('refused', `${program} could not be started: ${error.message}`);
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

/** Asks the whole group to end, and makes it end when it does not. */
function endGroup(child: ChildProcess): void {
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => {
    signalGroup(child, 'SIGKILL');
  }, GRACE);
  child.once('exit', () => {
    clearTimeout(timer);
    // Members of the group that outlive their leader have had the signal already; those that ignored it get no choice.
    signalGroup(child, 'SIGKILL');
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (platform() === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // Nothing of the group is left.
  }
}

/** Groups do not end with this process by themselves: nothing that it started for itself may outlive it. */
const live = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of live) signalGroup(child, 'SIGKILL');
});
