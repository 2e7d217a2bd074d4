// Made by scripts/generate.mjs from schemas/vmlayout.schema.json. Do not edit.

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
  nic?: Nic;
}
/**
 * The VM's network interface.
 */
export interface Nic {
  /**
   * `virtio` (the default) or an emulated card.
   */
  model?: 'virtio' | 'rtl8139' | 'e1000';
  /**
   * Queue pairs of a virtio interface; 1 when absent.
   */
  queues?: number;
  /**
   * Let the host's kernel serve a virtio interface; false when absent.
   */
  vhost?: boolean;
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
  nic?: Nic;
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
