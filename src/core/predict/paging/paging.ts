import type { Technique } from '../../schema/generated/vmexperiment.types';
import type { RankPlace } from '../../experiment/ranks';
import type { Layout } from '../../layout/layout';
import type { MemoryProfile, Profile } from '../profiles/profile';
import type { PagingAssumptions } from './assumptions';

/** One session: VMs that boot, and runs of one program in them. docs/model/paging.md has the rules. */
export interface PagingSetup {
  /** For the machine, and for the VMs in which there are places; natively the VMs do not matter. */
  readonly layout: Pick<Layout, 'machine' | 'vms'>;
  /** As `rankPlacement` or `nativePlacement` give them. */
  readonly places: readonly RankPlace[];
  readonly memory: MemoryProfile;
  /** `threads`: the ranks of a VM are threads of one process. */
  readonly kind: Profile['kind'];
  readonly runs: number;
  /** Done before every run but the first, in this order, as `techniquesOf` gives them. */
  readonly techniques: readonly Technique[];
  readonly seed: number;
  /** Page size of ranks' memory in guests; that of the machine's base pages where it is not given. */
  readonly guestPageBytes?: number;
  /** What the host maps at once where a VM's backing does not say: transparent huge pages; base pages where not given. */
  readonly hostPageBytes?: number;
  readonly assumptions?: Partial<PagingAssumptions>;
  /** Frame groups of a VM, where a coarser simulation is wanted than usual; see grain.ts. */
  readonly groupsWanted?: number;
}

/** Bytes by number of a node of the host; nodes without any are left out. */
export type OnNodes = Readonly<Record<string, number>>;

/**
 * Memory that the ranks of one run used in one VM, told apart as the event `pages` does (docs/memory/pages.md). Every
 * page that they use has been touched, so none is unmapped.
 */
export interface PagesOfRun {
  /** null on the host itself. */
  readonly vm: string | null;
  readonly local: OnNodes;
  readonly remoteSingle: OnNodes;
  readonly remoteMultiple: OnNodes;
  /** Mapped by the host before the run began; 0 natively. */
  readonly inheritedBytes: number;
  readonly inheritedWrongBytes: number;
  /**
   * Private bytes that each thread touched first, on each node: a row for each thread of each rank, in rank order of this
   * VM, columns as `nodes` of the machine. A rank of one thread has one row.
   */
  readonly byThread: readonly (readonly number[])[];
  /** Memory that all ranks of the VM map, bytes, columns as `nodes` of the machine. */
  readonly shared: readonly number[];
  readonly faults: FaultsOfRun;
  /** Wanted by the ranks when the guest had no frame left: a real one would swap or kill. In no kind. */
  readonly withoutFrameBytes: number;
}

/** First touches. Not whole numbers: what is simulated are groups of pages. */
export interface FaultsOfRun extends TouchCounts {
  /** Of the guest's faults, those whose frame was mapped when the run began. */
  readonly inherited: number;
  /**
   * Of the guest's faults, those that found their frame mapped on another node than the vCPU's. `single`: no other vCPU
   * had touched it since the host mapped it. `multiple`: another one had, now or in an earlier run. A hypervisor sees no
   * more of users than this.
   */
  readonly foundRemote: { readonly single: number; readonly multiple: number };
  /** Those inside the timed region. */
  readonly timed: TouchCounts;
}

export interface TouchCounts {
  /** Of guest processes, in pages of the guest: every first touch of a page of theirs. Natively those of the host. */
  readonly guest: number;
  /** Those whose frame the host had not mapped, in pages of the host: they reach the hypervisor under two-dimensional paging. */
  readonly unmapped: number;
  /** Those of `unmapped` that the host reads back from swap. */
  readonly reclaimed: number;
}
