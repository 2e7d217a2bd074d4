import type { Sourced } from '../../sourced';
import type { MessageKind, Sweep } from '../profile';

/** As what an NPB program runs. */
export interface Setting {
  /** Processes, or threads. */
  readonly ranks: number;
  readonly kind: 'processes' | 'threads';
}

/** What one NPB program does in its timed region. */
export interface NpbParts {
  /** As the program counts them itself for its Mop/s, all ranks. */
  readonly operations: Sourced;
  /** Operations of a core behind one that the program counts. */
  readonly coreOperations: Sourced;
  readonly sweeps: readonly Sweep[];
  /** Between processes; threads have none. */
  readonly messages: readonly MessageKind[];
  /** Of the OpenMP version. */
  readonly threadBarriers: Sourced;
  /** Share of the arrays. */
  readonly touchedInTimedRegion: Sourced;
}

/** null for a class, or a number of ranks, of which nothing is known. */
export type NpbProgram = (problemClass: string, setting: Setting) => NpbParts | null;
