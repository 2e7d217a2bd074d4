import type { Machine } from '../topology/machine';
import type { JsonPath } from '../text/document';

/** A cut of one machine into VMs, every setting resolved. */
export interface Layout {
  readonly name: string;
  readonly machine: Machine;
  readonly vms: readonly Vm[];
  /** True when the VMs come from a `partition` rule; their paths then point at the rule. */
  readonly fromRule: boolean;
}

export type MemoryPolicy = 'firstTouch' | 'bind' | 'preferred' | 'interleave';
export type Backing = 'anon' | 'shared' | 'hugetlb';
export type NicModel = 'virtio' | 'rtl8139' | 'e1000';

export interface Vm {
  readonly name: string;
  /** Host PU of each vCPU, in vCPU order. */
  readonly pus: readonly number[];
  readonly memoryBytes: number;
  /** Host nodes that `policy` speaks of, ascending. */
  readonly nodes: readonly number[];
  readonly policy: MemoryPolicy;
  readonly backing: Backing;
  /** Page size of the backing; null for the kernel's choice. */
  readonly pageSizeBytes: number | null;
  /** NUMA cells that the guest sees; empty for none. */
  readonly cells: readonly GuestCell[];
  readonly emulatorPus: readonly number[];
  readonly nic: VmNic;
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
  readonly model: NicModel;
  readonly queues: number;
  readonly vhost: boolean;
}
