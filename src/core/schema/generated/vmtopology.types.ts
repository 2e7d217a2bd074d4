// Made by scripts/generate.mjs from schemas/vmtopology.schema.json. Do not edit.

/**
 * A size with its unit, for example `7GiB`.
 */
export type Size = string;

/**
 * A NUMA machine: its nodes with memory, its logical CPUs (PUs) with package, core, L3 and node, and what is reserved for the host.
 */
export interface TopologyDocument {
  $schema?: string;
  /**
   * Version of this document format.
   */
  version: 1;
  /**
   * Short name by which layouts refer to a built-in machine.
   */
  id?: string;
  /**
   * The machine in words.
   */
  title?: string;
  /**
   * Where these facts come from: a data sheet, a paper, a probe and its date.
   */
  source?: string;
  /**
   * A regular machine in hwloc's synthetic notation, for example `pack:4 [numa] l3:1 core:4 pu:1`. Use it instead of `nodes` and `pus`.
   */
  synthetic?: string;
  /**
   * Memory of each NUMA node of a synthetic machine.
   */
  memoryPerNode?: string;
  /**
   * Page sizes that the machine offers, the base page size first.
   */
  pageSizes?: Size[];
  /**
   * NUMA nodes, when the machine is not given by `synthetic`.
   *
   * @minItems 1
   */
  nodes?: {
    /**
     * Number of the NUMA node as the kernel gives it.
     */
    id: number;
    /**
     * Memory of the node in bytes; null when it is not known.
     */
    memoryBytes: number | null;
    /**
     * Pools of huge pages on this node when the machine was read.
     */
    hugePages?: {
      size: Size;
      /**
       * Pages in the pool.
       */
      total: number;
      /**
       * Pages not in use.
       */
      free?: number;
    }[];
    /**
     * What the memory is; null or absent when not known.
     */
    kind?: string | null;
    /**
     * `false`: a cgroup kept the node's memory from whoever read the machine. `true` when absent.
     */
    allowed?: boolean;
  }[];
  /**
   * Logical CPUs, when the machine is not given by `synthetic`.
   *
   * @minItems 1
   */
  pus?: {
    /**
     * Number of the logical CPU as the kernel gives it.
     */
    id: number;
    /**
     * Package (socket); null when unknown, as for an offline PU.
     */
    package: number | null;
    /**
     * Core, unique within its package.
     */
    core: number | null;
    /**
     * Group of PUs that share a last-level cache.
     */
    l3?: number | null;
    /**
     * NUMA node.
     */
    node: number | null;
    /**
     * Kind of core on a hybrid machine.
     */
    kind?: string | null;
    /**
     * Whether the kernel runs anything on it.
     */
    online: boolean;
    /**
     * `false`: a cgroup kept the PU from whoever read the machine; no VM may use it. `true` when absent.
     */
    allowed?: boolean;
  }[];
  /**
   * ACPI SLIT distances, a row for each node in the order of `nodes`; 10 is local. null when not known.
   */
  distances?: number[][] | null;
  /**
   * Network interfaces of the host.
   */
  nics?: {
    /**
     * Name of the interface as the kernel gives it.
     */
    name: string;
    /**
     * NUMA node to which the interface is attached; null when not known.
     */
    node?: number | null;
  }[];
  /**
   * What belongs to the host and not to VMs.
   */
  reserved?: {
    /**
     * PUs on which no VM may run.
     */
    pus?: string;
    /**
     * A size with its unit, for example `7GiB`.
     */
    memoryPerNode?: string;
  };
  /**
   * What the machine says of itself that cannot all be true (firmware tables that overlap or contradict each other), each with the source that was believed.
   */
  warnings?: string[];
}
