import type { Results } from '../core/analysis/results';
import type { Sample } from '../core/analysis/sample';
import type { PlanDocument } from '../core/plan/planDocument';
import type { Costliest } from '../core/experiment/costliest';
import type { Finding, SeveritySettings } from '../core/check/rule';
import type { LeftOut } from '../core/experiment/cells';
import type { AttemptState } from '../core/journal/state';
import type { Metrics } from '../core/programs/program';
import type { OutputFormat } from '../core/programs/readOutput';
import type { Bundle } from '../core/plan/bundle';
import type { ExportFormat } from '../core/plan/exportLayout';
import type { HostFacts } from '../core/topology/facts';
import type { Machine } from '../core/topology/machine';
import type { Advice } from '../core/predict/advise/advise';
import type { AdviceRequest, WrittenAdvice } from './advise';
import type { TurnOptions } from './inTurns';
import type { Assistance } from './assist';
import type { MadeCalibration } from './calibrate';
import type { HoldAttempts } from './heldAttempts';
import type { MachineFormat } from '../core/topology/machineRead';
import type { Figure, MachineChoice, NewExperiment } from './newFromFigure';
import type { Pictures } from './picture';
import type { ResultExports } from './resultExports';
import type { TopologyDrift } from './topologyDrift';

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
  /** How a machine by id or path differs from what a probe found, and the edits that make its file say the same. */
  topologyDrift(idOrPath: string, found: Machine): Promise<TopologyDrift>;
  /** Writes what a probe found into a topology file, made where there is none; keeps id, title and what is reserved. Returns how the file was before, null for one that was made. */
  updateTopology(path: string, found: Machine): Promise<TopologyDrift | null>;
  /**
   * A machine from a topology document, from what a program says of one, or from a copied tree of /sys and /proc in a
   * folder or a tar file. Throws a UserError with the place when it cannot be read.
   */
  readMachine(path: string, format?: MachineFormat, signal?: AbortSignal): Promise<Machine>;
  /** What a program printed, as metrics with units. */
  measure(path: string, format: MeasureFormat): Promise<Measured>;
  /** Names from the hosts file with their kinds, `local` and `rehearsal` included. */
  hosts(): Promise<readonly HostEntry[]>;
  plan(experiment: string, host: string): Promise<Planned>;
  /** A file a VM for another program; written below `folder` when one is named. Throws a UserError for a layout with errors. */
  exportLayout(path: string, format: ExportFormat, folder?: string): Promise<readonly ExportedFile[]>;
  /** Writes the bundle as `plan` made it, for reading, below a folder. */
  writeBundle(planned: Planned, folder: string): Promise<void>;
  /**
   * An attempt as the model predicts it, beside the experiment like any other and marked as predicted in each line. Nothing
   * is started and no host is reached. Throws a UserError with the reason where the model knows none of its programs.
   */
  predict(experiment: string, options?: PredictOptions): Promise<StartedAttempt>;
  /** The calibration of a host that was made of attempts at an experiment: its path, and of which. null without a usable one. */
  calibrationOf(
    experiment: string,
  ): Promise<{ readonly path: string; readonly from: readonly string[] } | null>;
  /** Checks, plans, puts the bundle on the host and starts it detached. Returns when the host has taken it. */
  start(experiment: string, host: string, options: StartOptions): Promise<StartedAttempt>;
  /** Copies journal and raw output until the attempt ends or the signal fires; reconnects by itself. */
  follow(
    attempt: string,
    observer: FollowObserver,
    signal?: AbortSignal,
    how?: FollowHow,
  ): Promise<AttemptState>;
  /** What an attempt set out to do, from the plan in its folder. */
  planned(attempt: string): Promise<PlanDocument>;
  cancel(attempt: string, mode: 'now' | 'run' | 'block'): Promise<void>;
  /** Ends an attempt after the run or block under way, to be resumed; nothing that runs is lost and the host is free. */
  pause(attempt: string, after: 'run' | 'block'): Promise<void>;
  /** Attempts on a host, newest first. */
  runs(host: string): Promise<readonly RemoteAttempt[]>;
  doctor(host: string, clean: boolean): Promise<readonly DoctorFinding[]>;
  /** Attempt folders beside an experiment, newest first. */
  attempts(experiment: string): Promise<readonly string[]>;
  /** How far an attempt is, from its folder; none of its output is read. */
  standing(attempt: string): Promise<AttemptStanding>;
  /** Of an attempt folder or an archive of one, or of the newest attempt of an experiment; null when there is none. */
  results(experimentOrAttempt: string): Promise<AttemptResults | null>;
  /** Two attempts beside each other, with what else differs. */
  readonly against: HoldAttempts;
  /** The model held against an attempt that was measured, the newest where none is named; writes what follows beside the attempts. */
  calibrate(experiment: string, attempt?: string): Promise<MadeCalibration>;
  /** Results as files for others. */
  readonly exports: ResultExports;
  /** What a run or session has printed, in lines that can be shown. Throws a UserError when nothing of it is here. */
  output(attempt: string, part: OutputPart): Promise<ShownOutput>;
  /** Figures of the paper that can be made into experiments. */
  figures(): Promise<readonly Figure[]>;
  /** Machines of topology files by path, of hosts as they were last probed, and built-in ones; broken ones are left out. */
  machineChoices(topologies: readonly string[]): Promise<readonly MachineChoice[]>;
  /** Writes a figure's experiment, adapted to a machine, into a new folder below `parent`. Throws a UserError for a machine that cannot have it. */
  newFromFigure(figure: string, choice: MachineChoice, parent: string): Promise<NewExperiment>;
  /** The best cuts of a machine for some programs, by the model. Throws a UserError for what it knows nothing of. */
  advise(request: AdviceRequest, how?: TurnOptions): Promise<Advice>;
  /** Writes layouts and the experiment that tells the first two apart; `topology` is the machine's id or absolute path, null where it has none. */
  writeAdvice(advice: Advice, topology: string | null, folder: string): Promise<WrittenAdvice>;
  /** What the editor offers while a document is written. */
  readonly assist: Assistance;
  /** Layouts as pictures that are edited. */
  readonly picture: Pictures;
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

export type MeasureFormat = 'auto' | OutputFormat;

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
  readonly kind: 'local' | 'ssh' | 'rehearsal' | 'model';
  readonly detail: string;
}

export interface Planned {
  readonly bundle: Bundle;
  readonly findings: readonly CheckedFile[];
  /** Cells that cannot be run, with the reasons. */
  readonly leftOut: readonly LeftOut[];
  /** The factor that costs most; null when none has several levels. */
  readonly costliest: Costliest | null;
}

export interface ExportedFile {
  /** Name of the VM. */
  readonly vm: string;
  /** Where it was written; null when it was not. */
  readonly path: string | null;
  readonly text: string;
}

export interface StartOptions {
  /** Go on with the newest attempt on that host whose plan is the same, instead of beginning a new one. */
  readonly resume?: boolean;
  /** With `resume`: run again what has failed as well. Refused while the attempt runs. */
  readonly failed?: boolean;
  /** Where another attempt has the host, wait for it in order of arrival instead of failing. */
  readonly queue?: boolean;
  /** End after this many further blocks; the attempt then is `partial` and can be resumed. */
  readonly blocks?: number;
  readonly onProgress?: (message: string) => void;
  readonly signal?: AbortSignal;
}

export interface PredictOptions extends Pick<StartOptions, 'blocks' | 'onProgress' | 'signal'> {
  /** Id or absolute path of a machine in place of the one that the layouts name. */
  readonly topology?: string;
  /** Absolute path of a calibration of the host; the machine as it is described where it is not given. */
  readonly calibration?: string;
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

export interface FollowHow {
  /** Starts no emulated machine: one that does not run is as one that cannot be reached. */
  readonly onlyWhenUp?: boolean;
}

export interface RemoteAttempt {
  readonly attempt: string;
  readonly alive: boolean;
  /** `broken`: it does not run, and its journal has no end. */
  readonly state: AttemptState['state'] | 'broken';
  readonly lastEvent: string;
  /** Of its journal. */
  readonly bytes: number;
  /** `planned` are those of the blocks that its last start was asked for. */
  readonly runs: { readonly ended: number; readonly failed: number; readonly planned: number };
  /** `least`: it may stop when it is precise enough, from so many blocks on; null where their number is given. */
  readonly blocks: { readonly ended: number; readonly planned: number; readonly least: number | null };
  /** null before the first run has ended, and when it does not run. */
  readonly secondsLeft: number | null;
}

export interface DoctorFinding {
  readonly what: string;
  readonly remedy: string;
  readonly cleaned: boolean;
}

export interface AttemptStanding {
  /** Attempt folder. */
  readonly folder: string;
  readonly plan: PlanDocument;
  readonly state: AttemptState;
}

export interface AttemptResults {
  /** Attempt folder. */
  readonly folder: string;
  readonly state: AttemptState;
  readonly results: Results;
  readonly samples: readonly Sample[];
  /** As planned, those of which nothing has ended yet as well. */
  readonly workloads: PlanDocument['workloads'];
}

/** Where output lies in an attempt's folder; `range` null: all of the file. Bytes. */
export interface OutputPart {
  readonly file: string;
  readonly range: { readonly offset: number; readonly bytes: number } | null;
}

export interface ShownOutput {
  /** Control characters are shown as codes. */
  readonly text: string;
  /** Bytes in front of it that are too many to show. */
  readonly leftOutBytes: number;
  /** The file that has all of it. */
  readonly path: string;
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
