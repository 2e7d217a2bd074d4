import type { JsonPath } from '../text/document';
import type { Layout } from '../layout/layout';
import type { Workload } from './workload';

export type Phase = 'cold' | 'warm';

/** An experiment with its layouts loaded and every default filled in. */
export interface Experiment {
  readonly name: string;
  readonly title: string;
  /** Levels of the factor `layout`, in document order. */
  readonly layouts: readonly LayoutLevel[];
  readonly native: boolean;
  readonly workloads: readonly Workload[];
  readonly phases: readonly Phase[];
  readonly warmRuns: number;
  /** Sessions a cell, one in each block. */
  readonly replicates: number;
  readonly order: 'randomized' | 'fixed';
  readonly seed: number;
  readonly timeLimitSeconds: number;
  readonly bootLimitSeconds: number;
  readonly guest: GuestSettings;
}

export interface LayoutLevel {
  readonly name: string;
  readonly layout: Layout;
  /** Where the level stands in the experiment document. */
  readonly path: JsonPath;
}

export interface GuestSettings {
  readonly kernel: string | null;
  readonly args: readonly string[];
  readonly files: readonly string[];
}
