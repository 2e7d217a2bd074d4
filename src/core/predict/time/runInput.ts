import type { RunMessages } from '../messages/communication';
import type { TouchCounts } from '../paging/paging';
import type { MemorySystem } from './memorySystem';
import type { SystemCosts } from './systemCosts';

/** One run with every number known: what programs, machines, paths and paging come to. */
export interface RunInput {
  readonly memory: MemorySystem;
  /** Threads of all ranks, in rank order: each rank has one, or threads are ranks. */
  readonly threads: readonly ThreadOfRun[];
  readonly work: ThreadWork;
  /** Between threads: the ranks of its plan are places in `threads`. */
  readonly messages: RunMessages;
  /** Guests in which there are threads; one for each host natively. */
  readonly systems: readonly SystemOfRun[];
  /** How many hosts there are: each has an operating system of its own beside its guests. */
  readonly hosts: number;
  readonly costs: SystemCosts;
}

export interface ThreadOfRun {
  /** A place in `systems`. */
  readonly system: number;
  readonly host: number;
  /** A place in the machine's list of nodes. */
  readonly node: number;
  /** Threads that share its core, itself included. */
  readonly coreUsers: number;
  /** Where its memory is: shares by place of the node, which sum to 1. */
  readonly nodeShares: readonly number[];
  /** Threads like this one, itself included, where one stands for several; 1 where not given. */
  readonly alike?: number;
}

/** What each thread does in the timed region; all do the same. */
export interface ThreadWork {
  /** With its data in its caches and a core to itself. */
  readonly computeSeconds: number;
  /** Lines between caches and memory, in the order of memory and here and there. */
  readonly sequentialLines: number;
  readonly scatteredLines: number;
  /** Lines that a core has on the way at a time, of either. */
  readonly sequentialInFlight: number;
  readonly scatteredInFlight: number;
  /** Of those between caches and memory while it sets up its data, before the timed region. */
  readonly startLines: number;
  /** Page size by which its core translates. */
  readonly pageBytes: number;
}

/** An operating system under which threads run. */
export interface SystemOfRun {
  readonly paging: 'nested' | 'shadow' | 'native';
  readonly vcpus: number;
  /** Of all its threads. */
  readonly timedTouches: TouchCounts;
  /** Of all its threads, before the timed region. */
  readonly startTouches: TouchCounts;
  /** Systems like this one, itself included, where one stands for several; 1 where not given. */
  readonly alike?: number;
}
