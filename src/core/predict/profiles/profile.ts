import type { Sourced } from '../sourced';

/** What a program with this many ranks does in one run, on any machine. */
export interface Profile {
  readonly program: string;
  /** null for programs without classes. */
  readonly problemClass: string | null;
  readonly ranks: number;
  /** Ranks are processes, or threads of one process that share all memory. */
  readonly kind: 'processes' | 'threads';
  readonly memory: MemoryProfile;
  /** Floating-point or integer operations of the timed region, all ranks. */
  readonly operations: Sourced;
  /** Operations that a core completes in a cycle when its data is in its caches. */
  readonly operationsPerCycle: Sourced;
  /** Bytes between caches and memory in the timed region, all ranks. */
  readonly trafficBytes: Sourced;
  readonly messages: readonly MessageKind[];
  /** Barriers of all ranks in the timed region; those inside collectives are not counted. */
  readonly barriers: Sourced;
}

/** Memory of one rank. */
export interface MemoryProfile {
  /** Touched by this rank alone. */
  readonly privateBytes: Sourced;
  /** Mapped by all ranks of a VM: libraries, the runtime's segments between ranks. Of one VM, not of one rank. */
  readonly sharedBytes: Sourced;
  /** Taken, touched and given back before the arrays are taken. */
  readonly churnBytes: Sourced;
  /** Share of the private pages that are touched for the first time inside the timed region. */
  readonly touchedInTimedRegion: Sourced;
}

/** Messages of one kind in the timed region. */
export interface MessageKind {
  readonly what: string;
  /** Who talks to whom: rank r with the ranks at these offsets, with its partners of a recursive halving, with all. */
  readonly pattern:
    | { readonly kind: 'offsets'; readonly offsets: readonly number[] }
    | { readonly kind: 'butterfly' }
    | { readonly kind: 'allToAll' };
  /** Sent by each rank to each of its partners. */
  readonly count: Sourced;
  /** Of one message. */
  readonly bytes: Sourced;
}
