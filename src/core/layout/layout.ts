import type { Machine } from '../topology/machine';
import type { JsonPath } from '../text/document';

/** A cut of one machine into VMs, every setting resolved. */
export interface Layout {
  readonly name: string;
  readonly machine: Machine;
  readonly vms: readonly Vm[];
  /** Hosts over which the VMs are spread, each a machine of this kind; empty for one host without a name. */
  readonly hosts: readonly string[];
  /** In document order; a layout that names none has the one between all VMs of a host. */
  readonly networks: readonly Network[];
  readonly regions: readonly Region[];
  /** True when the VMs come from a `partition` rule; their paths then point at the rule. */
  readonly fromRule: boolean;
}

export type MemoryPolicy = 'firstTouch' | 'bind' | 'preferred' | 'interleave';
export type Backing = 'anon' | 'shared' | 'hugetlb';
export type NicModel = 'virtio' | 'rtl8139' | 'e1000' | 'vfio';
export type Pinning = 'perVcpu' | 'perNode' | 'floating';
export type RegionDevice = 'devdax' | 'ivshmem';

export interface Vm {
  readonly name: string;
  /** One of the layout's hosts; null where the layout names none. */
  readonly host: string | null;
  /** Host PU of each vCPU, in vCPU order. */
  readonly pus: readonly number[];
  readonly pinning: Pinning;
  /** Threads of a core as the guest sees it: vCPUs 0 to n - 1 are its first core. */
  readonly threadsPerCore: number;
  readonly memoryBytes: number;
  /** Host nodes that `policy` speaks of, ascending. */
  readonly nodes: readonly number[];
  readonly policy: MemoryPolicy;
  readonly backing: Backing;
  /** Page size of the backing; null for the kernel's choice. */
  readonly pageSizeBytes: number | null;
  /** NUMA cells that the guest sees; empty for none. */
  readonly cells: readonly GuestCell[];
  /** All memory is allocated before the guest starts. */
  readonly prealloc: boolean;
  readonly balloon: boolean;
  readonly freePageReporting: boolean;
  readonly emulatorPus: readonly number[];
  /** Of I/O and vhost threads. */
  readonly ioThreadPus: readonly number[];
  /** At least one; the first carries the harness. */
  readonly nics: readonly VmNic[];
  /** Names of the layout's regions that it maps, as written: one that is not declared may be among them. */
  readonly regions: readonly string[];
  /** Where in the layout document the VM stands: `['vms', 0]`, or `['partition']` under a rule. */
  readonly path: JsonPath;
}

export interface GuestCell {
  /** vCPU numbers, ascending. */
  readonly vcpus: readonly number[];
  readonly memoryBytes: number;
  /** Host node that backs the cell. */
  readonly node: number;
}

export interface VmNic {
  /** Name of a network, as written: one that is not declared may be named. */
  readonly network: string;
  readonly model: NicModel;
  readonly queues: number;
  readonly vhost: boolean;
  /** PCI address of the host's device, for `vfio`. */
  readonly device: string | null;
}

/** A bridge on each host of the layout. */
export interface Network {
  readonly name: string;
  /** Interface of the host through which it reaches other hosts; null for a network that stays on its host. */
  readonly hostNic: string | null;
  /** Where it is declared; null for the one that no document names. */
  readonly path: JsonPath | null;
}

/** Memory of a host that several of its VMs map. */
export interface Region {
  readonly name: string;
  readonly sizeBytes: number;
  /** Host node from which it comes; null where the document does not say. */
  readonly node: number | null;
  readonly device: RegionDevice;
  /** null for the base page size. */
  readonly pageSizeBytes: number | null;
  readonly path: JsonPath;
}
