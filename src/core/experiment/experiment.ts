import type { JsonPath } from '../text/document';
import type { Layout } from '../layout/layout';
import type { Collector, Technique } from '../schema/generated/vmexperiment.types';
import type { Workload } from './workload';

export type Phase = 'cold' | 'warm';

/** An experiment with its layouts loaded and every default filled in. */
export interface Experiment {
  readonly name: string;
  readonly title: string;
  /** Levels of the factor `layout`, in document order. */
  readonly layouts: readonly LayoutLevel[];
  readonly native: boolean;
  /** One for each program and each combination of the levels that are about starting it. */
  readonly workloads: readonly Workload[];
  readonly phases: readonly Phase[];
  readonly warmRuns: number;
  /** Sessions a cell, one in each block. */
  readonly replicates: number;
  readonly order: 'randomized' | 'abba' | 'fixed';
  /** Stop when intervals are narrow; null for a fixed number of replicates. */
  readonly precision: Precision | null;
  /** Ratios of times up to 1 + margin count as equivalent; null where the document does not say. */
  readonly margin: number | null;
  /** Further factors by name, each with its levels in document order. */
  readonly factors: Readonly<Record<string, readonly FactorLevel[]>>;
  /** Cells that are left out: levels by factor. */
  readonly exclude: readonly Readonly<Record<string, string | number | boolean>>[];
  /** The cells that are run, in the same form; null for all. */
  readonly cells: readonly Readonly<Record<string, string | number | boolean>>[] | null;
  /** What is done to every VM between two runs, in this order. */
  readonly techniques: readonly Technique[];
  readonly collect: readonly Collector[];
  readonly seed: number;
  readonly timeLimitSeconds: number;
  readonly bootLimitSeconds: number;
  readonly guest: GuestSettings;
}

/** A level of a factor as the document writes it. */
export type FactorLevel = string | number | readonly string[] | PoolLevel;

/** A pool of huge pages on each node with memory; both are sizes. */
export interface PoolLevel {
  readonly size: string;
  readonly perNode: string;
}

export interface Precision {
  /** Full width of the 95 % interval of the ratio to the baseline. */
  readonly width: number;
  /** Blocks before the first look, and after which it ends in any case. */
  readonly minimum: number;
  readonly maximum: number;
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
