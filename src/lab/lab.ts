import type { Results } from '../core/analysis/results';
import type { Sample } from '../core/analysis/sample';
import type { PlanDocument } from '../core/plan/planDocument';
import type { Finding, SeveritySettings } from '../core/check/rule';
import type { AttemptState } from '../core/journal/state';
import type { Metrics } from '../core/programs/program';
import type { Bundle } from '../core/plan/bundle';
import type { HostFacts } from '../core/topology/facts';
import type { Machine } from '../core/topology/machine';

/** The use cases: the only way in for the command line and the editor. Paths are absolute. */
export interface Lab {
  check(path: string, options?: CheckOptions): Promise<CheckedFile>;
  /** Applies safe fixes until none is left and writes the file. Returns how many were applied. */
  fix(path: string, options?: CheckOptions): Promise<number>;
  /** Built-in machines, sorted by id. */
  machines(): Promise<readonly Machine[]>;
  /** By built-in id or path of a topology document. Throws a UserError with the place when there is none. */
  machine(idOrPath: string): Promise<Machine>;
  probe(host: string, signal?: AbortSignal): Promise<Probe>;
  /** A machine from a topology document, or from a capture that probe.sh printed. */
  readMachine(path: string): Promise<Machine>;
  /** What a program printed, as metrics with units. */
  measure(path: string, format: MeasureFormat): Promise<Measured>;
  /** Names from the hosts file with their kinds, `local` and `rehearsal` included. */
  hosts(): Promise<readonly HostEntry[]>;
  plan(experiment: string, host: string): Promise<Planned>;
  /** Writes the bundle as `plan` made it, for reading, below a folder. */
  writeBundle(planned: Planned, folder: string): Promise<void>;
  /** Checks, plans, puts the bundle on the host and starts it detached. Returns when the host has taken it. */
  start(experiment: string, host: string, options: StartOptions): Promise<StartedAttempt>;
  /** Copies journal and raw output until the attempt ends or the signal fires; reconnects by itself. */
  follow(attempt: string, observer: FollowObserver, signal?: AbortSignal): Promise<AttemptState>;
  /** What an attempt set out to do, from the plan in its folder. */
  planned(attempt: string): Promise<PlanDocument>;
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

export type MeasureFormat = 'auto' | 'npb' | 'osu' | 'hpcc' | 'netpipe' | 'numa_maps';

export interface Measured {
  readonly format: Exclude<MeasureFormat, 'auto'>;
  readonly metrics: Metrics;
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
  /** Go on with the newest attempt on that host whose plan is the same, instead of beginning a new one. */
  readonly resume?: boolean;
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
  readonly samples: readonly Sample[];
}

/** Something the user can put right: unreadable input, an unknown name, a refused key. */
export class UserError extends Error {
  constructor(
    message: string,
    readonly remedy: string,
    /** Where, as `FILE:LINE:COL` or a path; empty when it has no place. */
    readonly place = '',
    /** Exit code of a command that ends with it: 2 for unreadable input, 1 for errors found. */
    readonly exit: 1 | 2 = 2,
  ) {
    super(message);
    this.name = 'UserError';
  }
}
