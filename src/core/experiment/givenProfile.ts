/**
 * What a program of the user's does in one run on any machine, as its author says it: what the model needs to predict it
 * (docs/model/profiles.md). Bytes and counts are of the timed region where nothing else is said.
 */
export interface GivenProfile {
  /** Where the numbers are from, in the author's words. */
  readonly source: string;
  /** Of one rank, touched by it alone; what MPI and libraries take comes on top. */
  readonly memoryBytes: number;
  /** Mapped by all ranks of a VM; null for what libraries take. */
  readonly sharedBytes: number | null;
  /** Share of the memory that is touched for the first time inside the timed region. */
  readonly touchedInTimedRegion: number;
  /** Of all ranks. */
  readonly operations: number;
  /** Of one core when its data is in its caches; null for what the model has for compiled floating-point code. */
  readonly operationsPerCycle: number | null;
  readonly traffic: readonly GivenTraffic[];
  readonly messages: readonly GivenMessages[];
  /** Of all ranks. */
  readonly barriers: number;
}

/** Passes over the same data, again and again. */
export interface GivenTraffic {
  /** Between caches and memory, all ranks, as if no cache held data from one pass to the next. */
  readonly bytes: number;
  /** What a rank goes through between two uses of the same data. */
  readonly reuseBytes: number;
  readonly order: 'sequential' | 'scattered';
}

/** Messages of one kind. */
export interface GivenMessages {
  readonly to: Partners;
  /** Sent by each rank to each of its partners. */
  readonly count: number;
  /** Of one message. */
  readonly bytes: number;
}

/** To all others; to those of a reduction by doubling; around a ring; to neighbours in a grid of ranks. */
export type Partners =
  | 'all'
  | 'reduction'
  | { readonly offsets: readonly number[] }
  | {
      /** Ranks along each side, the first side running fastest. */
      readonly grid: readonly number[];
      readonly steps: readonly (readonly number[])[];
      readonly isPeriodic: boolean;
    };
