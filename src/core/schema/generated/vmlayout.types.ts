// Made by scripts/generate.mjs from schemas/vmlayout.schema.json. Do not edit.

/**
 * Network interfaces of the VM, the first one carries the harness. Without it: one virtio interface.
 *
 * @minItems 1
 * @maxItems 64
 */
export type Nics = Nic[];
/**
 * A name of small letters, digits and `-`, at most 15 characters.
 */
export type ItemName = string;
/**
 * Shared memory that the VM sees: names from `regions`. VMs that share a region can read and write all of it, and cannot be migrated while they do.
 */
export type Regions = ItemName[];
/**
 * Name of the VM; it becomes its host name.
 */
export type VmName = string;

/**
 * A cut of one machine into virtual machines: a `partition` rule, or `vms` spelled out.
 */
export interface LayoutDocument {
  $schema?: string;
  /**
   * Version of this document format.
   */
  version: 1;
  /**
   * The machine that is cut: the id of a built-in machine, or the path of a .vmtopology.json file, relative to this document.
   */
  machine: string;
  /**
   * The cut in words.
   */
  title?: string;
  /**
   * A rule that makes the VMs: `{"vms": 4}`, `{"per": "package"}` or `{"per": "node", "count": 2}`.
   */
  partition?: {
    /**
     * Number of VMs of equal size, in the order of the machine's PUs.
     */
    vms?: number;
    /**
     * One VM for each of these.
     */
    per?: 'machine' | 'package' | 'node' | 'l3' | 'core';
    /**
     * VMs in each of `per`; 1 when absent.
     */
    count?: number;
  };
  /**
   * Settings of every VM that does not say otherwise.
   */
  defaults?: VmSettings;
  /**
   * The VMs, spelled out.
   *
   * @minItems 1
   * @maxItems 4096
   */
  vms?: Vm[];
  /**
   * Hosts over which the VMs are spread, each a machine of this kind; a rule makes its VMs on each of them. Without it: one host.
   *
   * @minItems 1
   * @maxItems 64
   */
  hosts?: string[];
  /**
   * Networks by name. Without it: one between all VMs of a host, which leads nowhere else.
   */
  networks?: {
    [k: string]: Network;
  };
  /**
   * Memory of the host that several VMs see, by name. VMs that share a region can read and write all of it, and cannot be migrated while they do.
   */
  regions?: {
    [k: string]: Region;
  };
  accept?: Accept;
}
export interface VmSettings {
  /**
   * Memory of the VM. With a rule, and without this: an equal share of what the nodes have less the host's reserve.
   */
  memory?: string;
  /**
   * Where the VM's memory comes from. `bind`: only from `nodes`, the default where the VM lies within one node. `firstTouch`: no binding and no preallocation, the default where it spans nodes.
   */
  policy?: 'firstTouch' | 'bind' | 'preferred' | 'interleave';
  /**
   * `anon`: private anonymous memory (the default). `shared`: a memfd. `hugetlb`: pages from the node's huge page pool.
   */
  backing?: 'anon' | 'shared' | 'hugetlb';
  /**
   * Page size of a `hugetlb` backing.
   */
  pageSize?: string;
  /**
   * NUMA cells that the guest sees: `none` (the default), `perNode` (one for each host node that the VM has PUs on), or a list.
   */
  cells?: 'none' | 'perNode' | {vcpus: string; memory: string; node: number}[];
  /**
   * PUs of QEMU's own threads. Without it: the PUs reserved for the host on the VM's nodes, else all PUs of the VM's nodes.
   */
  emulatorPus?: string;
  nics?: Nics;
  regions?: Regions;
  /**
   * PUs of the threads that serve the VM's devices: QEMU's I/O threads and vhost. Without it: those of `emulatorPus`.
   */
  ioThreadPus?: string;
  /**
   * How vCPUs are held to PUs. `perVcpu` (the default): each on its own PU. `perNode`: on the VM's PUs of the same node. `floating`: on all PUs of the VM.
   */
  pinning?: 'perVcpu' | 'perNode' | 'floating';
  /**
   * Threads of a core as the guest sees it: with 2, vCPUs 0 and 1 are one core. 1 when absent: every vCPU is a core of its own.
   */
  threadsPerCore?: number;
  /**
   * Allocate all memory of the VM before it starts, in its policy; false when absent. Cold runs then find their pages there already.
   */
  prealloc?: boolean;
  /**
   * Give the VM a balloon, so that the host can take memory back; false when absent.
   */
  balloon?: boolean;
  /**
   * Let the guest tell the host which pages are free, so that it takes them back; false when absent. Needs guests with Linux 5.7 or later.
   */
  freePageReporting?: boolean;
}
/**
 * A network interface of the VM. Without any keys: a virtio interface on the first network.
 */
export interface Nic {
  /**
   * The network that it is on: a name from `networks`. Without it: the first one there, or the network that all VMs share.
   */
  network?: string;
  /**
   * What the guest sees: `virtio` (the default), an emulated card, or with `vfio` a device of the host.
   */
  model?: 'virtio' | 'rtl8139' | 'e1000' | 'vfio';
  /**
   * Queue pairs of a virtio interface; 1 when absent. More than vCPUs are never used.
   */
  queues?: number;
  /**
   * Let the host's kernel serve a virtio interface instead of QEMU; false when absent.
   */
  vhost?: boolean;
  /**
   * PCI address of the host's device, for `vfio`.
   */
  device?: string;
}
export interface Vm {
  name: VmName;
  /**
   * Host PUs in vCPU order: vCPU 0 runs on the first.
   */
  pus: string;
  /**
   * Host nodes that `policy` speaks of. Without it: the nodes of `pus`.
   */
  nodes?: string;
  /**
   * Memory of the VM. With a rule, and without this: an equal share of what the nodes have less the host's reserve.
   */
  memory?: string;
  /**
   * Where the VM's memory comes from. `bind`: only from `nodes`, the default where the VM lies within one node. `firstTouch`: no binding and no preallocation, the default where it spans nodes.
   */
  policy?: 'firstTouch' | 'bind' | 'preferred' | 'interleave';
  /**
   * `anon`: private anonymous memory (the default). `shared`: a memfd. `hugetlb`: pages from the node's huge page pool.
   */
  backing?: 'anon' | 'shared' | 'hugetlb';
  /**
   * Page size of a `hugetlb` backing.
   */
  pageSize?: string;
  /**
   * NUMA cells that the guest sees: `none` (the default), `perNode` (one for each host node that the VM has PUs on), or a list.
   */
  cells?: 'none' | 'perNode' | {vcpus: string; memory: string; node: number}[];
  /**
   * PUs of QEMU's own threads. Without it: the PUs reserved for the host on the VM's nodes, else all PUs of the VM's nodes.
   */
  emulatorPus?: string;
  nics?: Nics;
  regions?: Regions;
  /**
   * PUs of the threads that serve the VM's devices: QEMU's I/O threads and vhost. Without it: those of `emulatorPus`.
   */
  ioThreadPus?: string;
  /**
   * How vCPUs are held to PUs. `perVcpu` (the default): each on its own PU. `perNode`: on the VM's PUs of the same node. `floating`: on all PUs of the VM.
   */
  pinning?: 'perVcpu' | 'perNode' | 'floating';
  /**
   * Threads of a core as the guest sees it: with 2, vCPUs 0 and 1 are one core. 1 when absent: every vCPU is a core of its own.
   */
  threadsPerCore?: number;
  /**
   * Allocate all memory of the VM before it starts, in its policy; false when absent. Cold runs then find their pages there already.
   */
  prealloc?: boolean;
  /**
   * Give the VM a balloon, so that the host can take memory back; false when absent.
   */
  balloon?: boolean;
  /**
   * Let the guest tell the host which pages are free, so that it takes them back; false when absent. Needs guests with Linux 5.7 or later.
   */
  freePageReporting?: boolean;
  /**
   * The host on which the VM runs: a name from `hosts`.
   */
  host?: string;
  accept?: Accept;
}
/**
 * Findings that are meant to be so: the rule's id and the reason.
 */
export interface Accept {
  /**
   * This interface was referenced by `Accept`'s JSON-Schema definition
   * via the `patternProperty` "^[A-Z]{2,4}[0-9]{2}$".
   */
  [k: string]: string;
}
/**
 * A network: a bridge on the host, with the VMs' interfaces on it.
 *
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^[a-z][a-z0-9-]{0,14}$".
 */
export interface Network {
  /**
   * Interface of the host through which the network reaches other hosts. Without it the network stays on its host.
   */
  hostNic?: string;
}
/**
 * One piece of the host's memory that several VMs of that host map. Each of them can read and write all of it, and cannot be migrated while it does.
 *
 * This interface was referenced by `undefined`'s JSON-Schema definition
 * via the `patternProperty` "^[a-z][a-z0-9-]{0,14}$".
 */
export interface Region {
  /**
   * Its size: for `devdax` a multiple of 128 MiB, for `ivshmem` a power of two of at least 1 MiB. Its first 2 MiB are the device's: a run takes no region of less than 4 MiB.
   */
  size: string;
  /**
   * Host node from which all of it comes. Without it: wherever it is touched first.
   */
  node?: number;
  /**
   * How guests see it: `devdax` (the default) or `ivshmem`.
   */
  device?: 'devdax' | 'ivshmem';
  /**
   * Page size of the host's memory behind it; the base page size when absent.
   */
  pageSize?: string;
}
