/** What the use cases need of the outside world. `node/` makes these real; tests may pass their own. */

export interface Files {
  /** null when there is no such file. Throws for anything else that goes wrong. */
  readText(path: string): Promise<string | null>;
  readBytes(path: string, offset: number, length: number): Promise<Uint8Array>;
  writeText(path: string, text: string): Promise<void>;
  /** Makes the folders above it; executable files get mode 755. */
  writeBytes(path: string, bytes: Uint8Array, executable: boolean): Promise<void>;
  /** Puts bytes at an offset of a file, which is made where there is none; what lies behind them stays. */
  writeAt(path: string, offset: number, bytes: Uint8Array): Promise<void>;
  /** Size in bytes; null when there is no such file. */
  size(path: string): Promise<number | null>;
  makeFolder(path: string): Promise<void>;
  /** Names in a folder, sorted; empty when there is none. */
  list(path: string): Promise<readonly string[]>;
}

/** Compression of whole files. */
export interface Gzip {
  compress(bytes: Uint8Array): Promise<Uint8Array>;
  /** What was compressed, of at most so many bytes; `damaged` too where it never was. */
  expand(bytes: Uint8Array, mostBytes: number): Promise<Uint8Array | 'damaged' | 'tooLarge'>;
}

export interface ExecResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ExecOptions {
  readonly input?: Uint8Array | string;
  readonly signal?: AbortSignal;
  readonly timeoutSeconds?: number;
  /** Called with output as it comes; `stdout` of the result is then empty. */
  readonly onStdout?: (chunk: Uint8Array) => void;
  /** Upper bound of what is kept of stdout and stderr, bytes; more is an error. */
  readonly maxBytes?: number;
}

/** A way to a machine on which commands run. Every failure to reach it is a HostError. */
export interface Channel {
  /** Shown to people: `ssh:quad`, `local`, `rehearsal`. */
  readonly name: string;
  readonly origin: 'measured' | 'rehearsed';
  /** `tcg` where the machine's own KVM cannot be used: emulated guests, whose times mean nothing. */
  readonly accelerator: 'kvm' | 'tcg';
  /** Folder for attempts and caches as the host's shell would write it, `~` allowed as first character. */
  readonly directory: string;
  /** Runs a script with `sh -s`-like semantics: the text is the program, arguments are `$1`.. and never read by a shell. */
  exec(script: string, args: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  close(): Promise<void>;
}

/** The host cannot be reached or refused: says what happened and what the user can do. */
export class HostError extends Error {
  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
    this.name = 'HostError';
  }
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export interface Log {
  info(message: string): void;
  warn(message: string): void;
}

/** The emulated machine on which everything can be rehearsed. Linux only. */
export interface Rehearsal {
  up(topology: string, onProgress: (message: string) => void, signal?: AbortSignal): Promise<RehearsalStatus>;
  /** Ends one machine, or all when no topology is named. */
  down(topology?: string): Promise<void>;
  status(): Promise<readonly RehearsalStatus[]>;
}

export interface RehearsalStatus {
  readonly topology: string;
  readonly running: boolean;
  /** What would be typed to log in; empty when it does not run. */
  readonly login: string;
}
