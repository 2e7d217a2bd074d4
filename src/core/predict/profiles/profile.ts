import type { Sourced } from '../sourced';

/** What a program with this many ranks does in one run, on any machine. */
export interface Profile {
  readonly program: string;
  /** null for programs without classes. */
  readonly problemClass: string | null;
  /** Processes, or threads. */
  readonly ranks: number;
  /** Ranks are processes, or threads of one process that share all memory. */
  readonly kind: 'processes' | 'threads';
  readonly memory: MemoryProfile;
  /** Floating-point or integer operations of the timed region, all ranks. */
  readonly operations: Sourced;
  /** Operations that a core completes in a cycle when its data is in its caches. */
  readonly operationsPerCycle: Sourced;
  /** What goes between caches and memory in the timed region: traffic.ts tells how much in caches of a size. */
  readonly sweeps: readonly Sweep[];
  readonly messages: readonly MessageKind[];
  /** Barriers of all ranks in the timed region; those inside collectives are not counted. */
  readonly barriers: Sourced;
}

/** Memory of one rank. */
export interface MemoryProfile {
  /** Touched by this rank alone. */
  readonly privateBytes: Sourced;
  /** Mapped by all ranks of a VM: libraries. Of one VM, not of one rank. */
  readonly sharedBytes: Sourced;
  /** Segments between ranks, of one rank: touched by it and by one of its partners. */
  readonly pairedBytes: Sourced;
  /** Taken, touched and given back before the arrays are taken. */
  readonly churnBytes: Sourced;
  /** Share of the private pages that are touched for the first time inside the timed region. */
  readonly touchedInTimedRegion: Sourced;
}

/** Passes over the same data, again and again. */
export interface Sweep {
  readonly what: string;
  /** All ranks, the whole timed region, with no cache that holds data from one pass to the next. */
  readonly bytes: Sourced;
  /** What a rank goes through between two uses of the same data: with as much cache nothing is fetched again. */
  readonly reuseBytes: Sourced;
  /** In the order of memory, which prefetchers follow; or a cache line here and there. */
  readonly order: 'sequential' | 'scattered';
}

/** Messages of one kind in the timed region. */
export interface MessageKind {
  readonly what: string;
  readonly pattern: Pattern;
  /** Sent by each rank to each of its partners. */
  readonly count: Sourced;
  /** Of one message. */
  readonly bytes: Sourced;
}

/** To whom a rank sends: partners.ts lists them. */
export type Pattern =
  /** Rank r to the ranks r + offset, around the end. */
  | { readonly kind: 'offsets'; readonly offsets: readonly number[] }
  /** Ranks in a grid, the first coordinate running fastest; steps by coordinate, around its ends or not over them. */
  | {
      readonly kind: 'grid';
      readonly extents: readonly number[];
      readonly steps: readonly (readonly number[])[];
      readonly isPeriodic: boolean;
    }
  /** The rank at the transposed place of a matrix of ranks, as CG lays them out. */
  | { readonly kind: 'transpose'; readonly rows: number; readonly columns: number }
  /** Ranks r xor 1, 2, 4 ... within each group of so many ranks in a row: a reduction by doubling. */
  | { readonly kind: 'butterfly'; readonly group: number }
  | { readonly kind: 'allToAll' };
