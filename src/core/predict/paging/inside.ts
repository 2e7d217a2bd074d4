import type { Random } from '../../experiment/random';
import type { Guest } from './guest';
import type { Program } from './program';
import type { Vcpus } from './vcpus';

/** A VM in which a program runs again and again. */
export interface Inside {
  readonly program: Program;
  readonly guest: Guest;
  readonly vcpus: Vcpus;
  readonly random: Random;
  /** Number of the host's nodes. */
  readonly nodes: number;
  /** Bytes. */
  readonly guestPageBytes: number;
  readonly hostPageBytes: number;
  /** Of a run: how often floating vCPUs change places while memory is touched, and after that until the reading. */
  readonly swaps: { readonly touching: number; readonly after: number };
}

/** What a run holds when its reading is made: -1 stands for memory that the guest did not have. */
export interface Held {
  /** Groups of each thread: those touched before the timed region, then those touched in it. */
  readonly own: readonly Int32Array[];
  readonly shared: Int32Array;
}
