import type { Results } from '../core/analysis/results';
import type { Finding, SeveritySettings } from '../core/check/rule';
import type { AttemptState } from '../core/journal/state';
import type { Bundle } from '../core/plan/bundle';
import type { HostFacts } from '../core/topology/facts';
import type { Machine } from '../core/topology/machine';

/** The use cases: the only way in for the command line and the editor. Paths are absolute. */
export interface Lab {
  check(path: string, options?: CheckOptions): Promise<CheckedFile>;
  /** Built-in machines, sorted by id. */
  machines(): Promise<readonly Machine[]>;
  /** By built-in id or path of a topology document. Throws a UserError with the place when there is none. */
  machine(idOrPath: string): Promise<Machine>;
  probe(host: string, signal?: AbortSignal): Promise<Probe>;
  /** Names from the hosts file with their kinds, `local` and `rehearsal` included. */
  hosts(): Promise<readonly HostEntry[]>;
  plan(experiment: string, host: string): Promise<Planned>;
  /** Checks, plans, puts the bundle on the host and starts it detached. Returns when the host has taken it. */
  start(experiment: string, host: string, options: StartOptions): Promise<StartedAttempt>;
  /** Copies journal and raw output until the attempt ends or the signal fires; reconnects by itself. */
  follow(attempt: string, observer: FollowObserver, signal?: AbortSignal): Promise<AttemptState>;
  cancel(attempt: string, mode: 'now' | 'run' | 'block'): Promise<void>;
  /** Attempts on a host, newest first. */
  runs(host: string): Promise<readonly RemoteAttempt[]>;
  doctor(host: string, clean: boolean): Promise<readonly DoctorFinding[]>;
  /** Attempt folders beside an experiment, newest first. */
  attempts(experiment: string): Promise<readonly string[]>;
  /** Of an attempt folder, or of the newest attempt of an experiment; null when there is none. */
  results(experimentOrAttempt: string): Promise<AttemptResults | null>;
}

export interface CheckOptions {
  readonly severities?: SeveritySettings;
  readonly host?: string;
}

export interface CheckedFile {
  readonly path: string;
  readonly kind: DocumentKind;
  /** The text that was checked; ranges of findings are in it. */
  readonly text: string;
  readonly findings: readonly Finding[];
}

export type DocumentKind = 'topology' | 'layout' | 'experiment' | 'hosts';

export interface Probe {
  readonly machine: Machine;
  readonly facts: HostFacts;
}

export interface HostEntry {
  readonly name: string;
  readonly kind: 'local' | 'ssh' | 'rehearsal';
  readonly detail: string;
}

export interface Planned {
  readonly bundle: Bundle;
  readonly findings: readonly CheckedFile[];
}

export interface StartOptions {
  /** Go on with this attempt folder instead of beginning a new one. */
  readonly resume?: string;
  /** End after this many further blocks; the attempt then is `partial` and can be resumed. */
  readonly blocks?: number;
  readonly onProgress?: (message: string) => void;
  readonly signal?: AbortSignal;
}

export interface StartedAttempt {
  /** Name of the attempt. */
  readonly attempt: string;
  /** Its folder beside the experiment. */
  readonly folder: string;
}

export interface FollowObserver {
  /** After every change of the journal. */
  readonly onState?: (state: AttemptState) => void;
  /** Output of programs as it comes. */
  readonly onRaw?: (file: string, bytes: Uint8Array) => void;
  /** The link dropped or came back, in words. */
  readonly onLink?: (message: string) => void;
}

export interface RemoteAttempt {
  readonly attempt: string;
  readonly alive: boolean;
  readonly lastEvent: string;
  readonly bytes: number;
}

export interface DoctorFinding {
  readonly what: string;
  readonly remedy: string;
  readonly cleaned: boolean;
}

export interface AttemptResults {
  /** Attempt folder. */
  readonly folder: string;
  readonly state: AttemptState;
  readonly results: Results;
}

/** Something the user can put right: unreadable input, an unknown name, a refused key. */
export class UserError extends Error {
  constructor(
    message: string,
    readonly remedy: string,
    /** Where, as `FILE:LINE:COL` or a path; empty when it has no place. */
    readonly place = '',
  ) {
    super(message);
    this.name = 'UserError';
  }
}
