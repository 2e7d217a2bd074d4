import type { Phase } from '../../experiment/experiment';
import type { LauncherId, MpiRuntime, Workload } from '../../experiment/workload';
import type { NicModel } from '../../layout/layout';
import type { PartitionRule } from '../../layout/partition';
import type { Technique } from '../../schema/generated/vmexperiment.types';

/**
 * One number that the model is asked for. What it is made of follows from the cell: layout.ts makes its layout,
 * workload.ts its workload.
 */
export interface Question {
  readonly quantity: Quantity;
  readonly cell: Cell;
  /** The answer is the quantity of the cell over that of this one; null for a share, which is over something already. */
  readonly against: Cell | null;
}

/** Seconds and bytes a second are asked for over those of another cell; the others are shares, 0 to 1. */
export type Quantity =
  /** Of the timed region of a program. */
  | 'seconds'
  /** From the start of a program to its timed region. */
  | 'startUpSeconds'
  /** CPU time of the kernels of guest and host during a run. */
  | 'systemSeconds'
  /** Of one barrier of all ranks. */
  | 'barrierSeconds'
  /** Of one message, half the time there and back, all pairs at once. */
  | 'latencySeconds'
  /** Of all pairs together. */
  | 'bytesPerSecond'
  /** Faults that the guest handles alone, of the first touches of all processes. */
  | 'faultsByGuest'
  /** Faults that the host sees, of the same. */
  | 'faultsSeenByHost'
  /** Faults that the host sees on frames that it has not mapped, of the same. */
  | 'faultsUnmapped'
  /** Faults that the host sees on frames that are mapped on another node, with one user and with several, of the same. */
  | 'faultsRemoteSingle'
  | 'faultsRemoteMultiple'
  /** Faults inside the timed region, of all faults of the run. */
  | 'faultsInTimedRegion'
  /** Pages that lie on another node than the rank that uses them, of the pages in use. */
  | 'farPages';

/** One run in one setting: what a layout, a workload and a session are made of. */
export interface Cell {
  /** Id of a built-in machine, see media/machines. */
  readonly machine: string;
  /** Machines of this kind, one VM or more on each. */
  readonly hosts: 1 | 2;
  /** Packages of each host that are used, the first ones; the others are idle, natively too. */
  readonly sockets: number;
  /** Over these packages of each host; null natively, where ranks have the PUs that they have in one VM. */
  readonly vms: PartitionRule | null;
  readonly nic: Extract<NicModel, 'virtio' | 'rtl8139'>;
  /** Of each VM. */
  readonly nics: 1 | 8;
  readonly work: Work;
  readonly launcher: Extract<LauncherId, 'mpi' | 'openmp' | 'upc'>;
  /** Ranks are processes, or threads of one process a VM; one for each PU in use. */
  readonly kind: 'processes' | 'threads';
  readonly mpi: MpiRuntime;
  /** Between VMs of one host; VMs of different hosts have the network. */
  readonly transport: Workload['transport'];
  readonly phase: Phase;
  /** Done before the run, after the one before it. */
  readonly techniques: readonly Technique[];
  readonly paging: 'nested' | 'shadow';
  /** Of small objects in the guest's kernel, and as the paper sees it of frames kept for each CPU. */
  readonly allocator: 'slab' | 'slub';
}

export type Program = 'bt' | 'cg' | 'ep' | 'ft' | 'is' | 'lu' | 'mg' | 'sp';

export type Work =
  | { readonly kind: 'npb'; readonly program: Program; readonly problemClass: 'B' | 'C' }
  /** Rank i of the first half and rank i + n/2, all pairs at once. */
  | { readonly kind: 'messages'; readonly bytes: number; readonly pairs: number }
  | { readonly kind: 'barrier' };

/** What the model says, in the question's own terms: a ratio or a share. The interval is one of 95 %. */
export interface Predicted {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface NotPredicted {
  /** The end of the sentence `not predicted: ...`. */
  readonly notPredicted: string;
}

/** The model, as whoever scores it sees it. */
export type Answer = (question: Question) => Predicted | NotPredicted;

export function isPredicted(answer: Predicted | NotPredicted): answer is Predicted {
  return 'value' in answer;
}
