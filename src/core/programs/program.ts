import type { Workload } from '../experiment/workload';

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

/** How one suite is checked, started and read. */
export interface Suite {
  readonly id: Workload['suite'];
  /**
   * Program and arguments without the launcher, best first. The core cannot look at the host: the first whose
   * program exists there is started.
   */
  readonly candidates: (workload: Workload, ranks: number) => readonly (readonly string[])[];
  /** Input files for the working folder: name and text. */
  readonly files: (workload: Workload) => Readonly<Record<string, string>>;
  /** Files of the working folder whose text is appended to the captured output after a run. */
  readonly outputs: readonly string[];
  readonly read: (workload: Workload, output: string) => Metrics;
  /** Rank counts that the program cannot run with, in words with a remedy; null when it can. */
  readonly rankProblem: (workload: Workload, ranks: number) => RankProblem | null;
}

export interface RankProblem {
  /** NPB01 for squares, NPB02 for powers of two. */
  readonly rule: 'NPB01' | 'NPB02';
  readonly message: string;
  /** Nearest counts that work, ascending. */
  readonly nearest: readonly number[];
}
