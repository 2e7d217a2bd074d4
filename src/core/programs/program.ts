import type { LauncherId, Workload } from '../experiment/workload';
import type { Workload as WorkloadEntry } from '../schema/generated/vmexperiment.types';

/** What a program printed, as numbers with units. */
export interface Metrics {
  /** The program's own timed region in seconds; null when the output tells none. */
  readonly seconds: number | null;
  readonly values: Readonly<Record<string, Metric>>;
  /** False when the program said that its result is wrong, null when it did not say. */
  readonly verified: boolean | null;
  /** What the output says of itself: program, class, ranks, version. */
  readonly facts: Readonly<Record<string, string>>;
}

export interface Metric {
  readonly value: number;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
}

/** A reader of one program's output; null when the text is not that program's. */
export type OutputReader = (text: string) => Metrics | null;

/** An entry of `workloads` as the document has it. */
export type { WorkloadEntry };

/** What a suite makes of an entry; the rest of a workload is the same for all suites. */
export type Described = Pick<
  Workload,
  | 'title'
  | 'program'
  | 'problemClass'
  | 'directory'
  | 'command'
  | 'files'
  | 'time'
  | 'metrics'
  | 'success'
  | 'profile'
>;

/** For suites to begin with. */
export const nothingDescribed: Omit<Described, 'title' | 'program'> = {
  problemClass: null,
  directory: null,
  command: [],
  files: {},
  time: null,
  metrics: {},
  success: null,
  profile: null,
};

/**
 * How one suite is written, checked, started and read. A file here that exports a suite under the file's own name is
 * found by `npm run generate`, which puts `entry` into the schema of experiments.
 */
export interface Suite {
  /** What `suite` says in an experiment, and `measure --format`. */
  readonly id: WorkloadEntry['suite'];
  /** Its name for people. */
  readonly title: string;
  readonly entry: SuiteEntry;
  /** Where an entry names none. */
  readonly launcher: LauncherId;
  /** The programs of an entry, each with what the others do not share. */
  readonly describe: (entry: WorkloadEntry) => readonly Described[];
  /**
   * Program and arguments without the launcher, best first. The core cannot look at the host: the first whose
   * program exists there is started.
   */
  readonly candidates: (workload: Workload, ranks: number) => readonly (readonly string[])[];
  /** The program is compiled on the host; `candidates` then are its arguments alone. Absent where a host has it. */
  readonly built?: (workload: Workload) => BuiltProgram;
  /** Input files for the working folder: name and text. */
  readonly files: (workload: Workload) => Readonly<Record<string, string>>;
  /** Files of the working folder whose text is appended to the captured output after a run. */
  readonly outputs: readonly string[];
  readonly read: (workload: Workload, output: string) => Metrics;
  /** The same where nobody says which program it was; absent where output cannot be told from other text. */
  readonly recognize?: OutputReader;
  /** Rank counts that the program cannot run with, in words with a remedy; null when it can. */
  readonly rankProblem: (workload: Workload, ranks: number) => RankProblem | null;
  /** Bytes that all ranks together need at least; null, or absent, when not known. */
  readonly memoryBytes?: (workload: Workload) => number | null;
  /** True when a run is several tests one after the other: only the first finds the machine as the run found it. */
  readonly testsInTurn?: true;
}

/** What an entry of `workloads` of a suite may say beside `suite`, `name`, `launcher` and the like. */
export interface SuiteEntry {
  /** JSON schema (draft-07) of each key, with a description, which is shown as hover text. */
  readonly keys: Readonly<Record<string, object>>;
  /** Keys that must be there. */
  readonly required: readonly string[];
  /** Launchers that can start it; null for all. */
  readonly launchers: readonly LauncherId[] | null;
}

/** A program whose source is part of the payload. */
export interface BuiltProgram {
  /** Name of the file in `programs/` of the bundle. */
  readonly source: string;
  /** What it is called in `programs/built/` there. */
  readonly program: string;
  /** Names of compilers that serve, best first: the runtime's own. */
  readonly compilers: readonly string[];
}

export interface RankProblem {
  /** NPB01 for squares, NPB02 for powers of two. */
  readonly rule: 'NPB01' | 'NPB02';
  readonly message: string;
  /** Nearest counts that work, ascending. */
  readonly nearest: readonly number[];
}
