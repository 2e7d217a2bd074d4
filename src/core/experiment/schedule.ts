import type { Phase } from './experiment';

/** The whole order of an experiment: what is booted when, and what runs in it. */
export interface Schedule {
  readonly blocks: number;
  readonly sessions: readonly Session[];
  /** VMs that are started over the whole schedule. */
  readonly boots: number;
}

export interface Session {
  /** `s0001`, in the order of execution. */
  readonly id: string;
  readonly block: number;
  /** `native` or the name of a layout level. */
  readonly layout: string;
  readonly runs: readonly PlannedRun[];
}

export interface PlannedRun {
  /** `r0001`, in the order of execution. */
  readonly id: string;
  readonly workload: string;
  /** `warmup` runs give a program its history where no cold run is wanted; they are never counted. */
  readonly phase: Phase | 'warmup';
}
