import type { ExperimentDocument, Workload } from '../schema/generated/vmexperiment.types';
import type { Ground } from './ground';

/** A figure of the paper as an experiment for any machine: one file. */
export interface Recipe {
  /** Name of its folder and of its experiment: `figure-7`. */
  readonly id: string;
  /** Figures of the paper that it is for. */
  readonly figures: readonly number[];
  readonly title: string;
  /** What it compares, and what of the figure cannot be run yet. */
  readonly detail: string;
  /** Its VMs share a region of memory. */
  readonly isShared?: true;
  /** `classes` are the two largest NPB classes for which there is room, the smaller one first. */
  readonly design: (ground: Ground, classes: Classes) => Design | Refused;
}

export type ProblemClass = NonNullable<Workload['class']>;
export type Classes = readonly [ProblemClass, ProblemClass];

/** What makes a recipe's experiment on one machine. */
export interface Design {
  /** Lines of a comment at its top. */
  readonly about: readonly string[];
  readonly cuts: readonly Cut[];
  readonly workloads: readonly Workload[];
  readonly phases: NonNullable<ExperimentDocument['phases']>;
  readonly factors?: ExperimentDocument['factors'];
  readonly exclude?: ExperimentDocument['exclude'];
  readonly collect?: NonNullable<ExperimentDocument['collect']>;
}

/** A layout: the PUs of each VM in vCPU order. All VMs have equally many. */
export interface Cut {
  /** Of its file and of the level: `vms-4`. */
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** What a rule for it speaks of, where several make these VMs. */
  readonly unit: 'package' | 'node';
  readonly vms: readonly (readonly number[])[];
}

/** Why a machine cannot have a figure, and what helps. */
export interface Refused {
  readonly problem: string;
  readonly remedy: string;
}

export function isRefused(value: object): value is Refused {
  return 'problem' in value;
}
