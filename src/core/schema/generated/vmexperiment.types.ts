// Made by scripts/generate.mjs from schemas/vmexperiment.schema.json. Do not edit.

export type Workload = {
  /**
   * `command`: any program. `hpcc`: the HPC Challenge. `npb`: NAS Parallel Benchmarks. `pairs`: latency and bandwidth of pairs of ranks.
   */
  suite: 'command' | 'hpcc' | 'npb' | 'pairs';
  /**
   * Name of the workload in results.
   */
  name?: string;
  /**
   * How the program is started.
   */
  launcher?: 'hybrid' | 'mpi' | 'openmp' | 'oshmem' | 'plain' | 'upc';
  /**
   * MPI runtime of the launchers `mpi` and `hybrid`; `openmpi` when absent.
   */
  mpi?: 'openmpi' | 'mpich';
  /**
   * Number of processes. Without it: one for each vCPU of the layout (one for launchers `plain` and `openmp`).
   */
  ranks?: number;
  /**
   * Threads of each process. Without it: 1, with `openmp` one for each vCPU.
   */
  threads?: number;
  /**
   * `block` (the default): the ranks fill one VM after the other. `cyclic`: they are dealt out to the VMs in turn.
   */
  rankOrder?: 'block' | 'cyclic';
  /**
   * How ranks in different VMs reach each other; `network` when absent.
   */
  transport?: 'network' | 'shared';
  environment?: Environment;
  accept?: Accept;
  /**
   * Program and arguments, as the host knows them. No shell reads them.
   *
   * @minItems 1
   */
  command?: string[];
  files?: Files;
  time?: Metric;
  /**
   * Further numbers that the program prints.
   */
  metrics?: {
    [k: string]: Metric1;
  };
  /**
   * Regular expression (RE2) that the output of a right run matches.
   */
  success?: string;
  profile?: Profile;
  /**
   * The program on the host; `hpcc` when absent.
   */
  binary?: string;
  /**
   * Text of hpccinf.txt.
   */
  input?: string;
  /**
   * Programs of the suite.
   *
   * @minItems 1
   */
  programs?: ('bt' | 'cg' | 'ep' | 'ft' | 'is' | 'lu' | 'mg' | 'sp')[];
  /**
   * Problem class.
   */
  class?: 'S' | 'W' | 'A' | 'B' | 'C' | 'D' | 'E';
  /**
   * Folder of the binaries on the host: `bt.B.x`, or `bt.B.16` for older versions.
   */
  directory?: string;
  /**
   * What is measured while rank i of the first half and rank i + n/2 talk, all pairs at once: half the time of a message there and back, or the bytes of all pairs in a second. Both when absent.
   *
   * @minItems 1
   */
  measure?: ('latency' | 'bandwidth')[];
  /**
   * Sizes of the messages in bytes: each is twice the one before.
   */
  bytes?: {
    /**
     * Smallest message; 8 when absent.
     */
    from?: number;
    /**
     * Largest one; 1048576 when absent.
     */
    to?: number;
  };
};
/**
 * `none`, or a pool: page size and bytes on each node.
 */
export type HugePages = 'none' | {size: string; perNode: string};
/**
 * What is done between two runs.
 */
export type Technique = 'reclaim' | 'migrate' | 'reportFreePages' | 'balloon' | 'restart';
/**
 * What is recorded while runs go on.
 */
export type Collector =
  | 'numaStat'
  | 'numaMaps'
  | 'pageKinds'
  | 'faults'
  | 'kvmFaults'
  | 'systemTime'
  | 'pageTables'
  | 'ksm'
  | 'balloon'
  | 'swap'
  | 'steal'
  | 'networkBytes'
  | 'regionBytes';

/**
 * What is to be found out: layouts, workloads, phases, number and order of the sessions.
 */
export interface ExperimentDocument {
  $schema?: string;
  /**
   * Version of this document format.
   */
  version: 1;
  /**
   * The question in words.
   */
  title?: string;
  /**
   * The cuts that are compared: paths of .vmlayout.json files relative to this document, or layouts inline.
   *
   * @minItems 1
   */
  layouts: (string | {name: string; layout: string | object})[];
  /**
   * `native` (the default): the same programs without VMs, each rank bound to the PU that carries it in the VMs.
   */
  baseline?: 'native' | 'none';
  /**
   * Programs and how they are started.
   *
   * @minItems 1
   */
  workloads: Workload[];
  /**
   * `cold`: the first run after the boot of the VMs. `warm`: later runs of the same program in that session. Both when absent.
   *
   * @minItems 1
   */
  phases?: ('cold' | 'warm')[];
  /**
   * Warm runs of each program in a session; 1 when absent.
   */
  warmRuns?: number;
  /**
   * Sessions for each cell, one in each block; 5 when absent.
   */
  replicates?: number;
  /**
   * Order of the sessions in a block; `randomized` when absent.
   */
  order?: 'randomized' | 'abba' | 'fixed';
  /**
   * Seed of the order; 1 when absent.
   */
  seed?: number;
  /**
   * Longest time that a run may take before it is ended and marked; `1h` when absent.
   */
  timeLimit?: string;
  /**
   * Longest time in which the VMs of a session must be up; `5min` when absent.
   */
  bootLimit?: string;
  /**
   * What runs in the VMs.
   */
  guest?: {
    /**
     * Path of the guests' kernel on the host; the host's own kernel when absent.
     */
    kernel?: string;
    /**
     * Further arguments of the guests' kernel.
     */
    args?: string[];
    /**
     * Files and folders of the host that the guests need as well.
     */
    files?: string[];
  };
  /**
   * Stop when the 95 % interval of every slowdown is narrower than this, instead of after a fixed number of replicates. Looked at after each block; such intervals are marked as sequentially stopped.
   */
  precision?: {
    /**
     * Full width of the interval of the ratio to the baseline: 0.04 is two hundredths to either side.
     */
    width: number;
    /**
     * Blocks before the first look; when absent 5, or `maximum` where that is less.
     */
    minimum?: number;
    /**
     * Blocks after which it ends whatever the width; when absent 30, or `minimum` where that is more.
     */
    maximum?: number;
  };
  /**
   * Times that differ by less than this count as equivalent: 0.02 is from 1 / 1.02 to 1.02. Stated before the runs, kept with the plan. When absent 0.05.
   */
  margin?: number;
  /**
   * Further factors beside the layout: each names its levels, and every combination is a cell, less `exclude`, or those of `cells`. A factor of one level is a setting. `host.*` are set for a session, native ones too; `guest.*` and `nic` boot the VMs otherwise; the others start programs otherwise. What cannot be run is left out and told.
   */
  factors?: {
    /**
     * Kernel samepage merging on the host; `withinNodes` merges pages of one node only.
     *
     * @minItems 1
     */
    'host.ksm'?: ('on' | 'off' | 'withinNodes')[];
    /**
     * Transparent huge pages on the host.
     *
     * @minItems 1
     */
    'host.thp'?: ('always' | 'madvise' | 'never')[];
    /**
     * Pools of huge pages on each node of the host.
     *
     * @minItems 1
     */
    'host.hugePages'?: HugePages[];
    /**
     * The host kernel's automatic NUMA balancing. It does not act on bound memory.
     *
     * @minItems 1
     */
    'host.numaBalancing'?: ('on' | 'off')[];
    /**
     * How KVM translates guest addresses: by the processor's second level, or by shadow page tables. KVM's module is loaded anew for it, which needs a host on which no other VM runs.
     *
     * @minItems 1
     */
    'host.paging'?: ('nested' | 'shadow')[];
    /**
     * Transparent huge pages in the guests.
     *
     * @minItems 1
     */
    'guest.thp'?: ('always' | 'madvise' | 'never')[];
    /**
     * Pools of huge pages on each node that a guest sees.
     *
     * @minItems 1
     */
    'guest.hugePages'?: HugePages[];
    /**
     * Arguments of the guests' kernel, a list for each level, beside those of `guest.args`.
     *
     * @minItems 1
     */
    'guest.args'?: string[][];
    /**
     * Model of all network interfaces, in place of the layouts'.
     *
     * @minItems 1
     */
    nic?: ('virtio' | 'rtl8139' | 'e1000')[];
    /**
     * Problem class of the NPB programs, in place of the workloads'. Other programs have none and are not multiplied.
     *
     * @minItems 1
     */
    class?: ('S' | 'W' | 'A' | 'B' | 'C' | 'D' | 'E')[];
    /**
     * How programs are started, in place of the workloads'. What cannot be started so, or not in a layout, is left out and told.
     *
     * @minItems 1
     */
    launcher?: ('hybrid' | 'mpi' | 'openmp' | 'oshmem' | 'plain' | 'upc')[];
    /**
     * Number of processes, in place of the workloads', where the launcher reaches all VMs. What a program cannot run with is left out and told.
     *
     * @minItems 1
     */
    ranks?: number[];
    /**
     * Order of the ranks over the VMs, in place of the workloads'.
     *
     * @minItems 1
     */
    rankOrder?: ('block' | 'cyclic')[];
    /**
     * How ranks in different VMs of a host reach each other: over the network, or through a shared region. Natively both are the same: the runtime's own shared memory.
     *
     * @minItems 1
     */
    transport?: ('network' | 'shared')[];
    /**
     * What is done between two runs, `none` among it; see `techniques`.
     *
     * @minItems 1
     */
    technique?: ('none' | 'reclaim' | 'migrate' | 'reportFreePages' | 'balloon' | 'restart')[];
    /**
     * An environment variable of the programs, with its values.
     *
     * @minItems 1
     *
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^env\.[A-Za-z_][A-Za-z0-9_]*$".
     */
    [k: string]:
      | string[]
      | ('on' | 'off' | 'withinNodes')[]
      | ('always' | 'madvise' | 'never')[]
      | HugePages[]
      | ('on' | 'off')[]
      | ('nested' | 'shadow')[]
      | string[][]
      | ('virtio' | 'rtl8139' | 'e1000')[]
      | ('S' | 'W' | 'A' | 'B' | 'C' | 'D' | 'E')[]
      | ('hybrid' | 'mpi' | 'openmp' | 'oshmem' | 'plain' | 'upc')[]
      | number[]
      | ('block' | 'cyclic')[]
      | ('network' | 'shared')[]
      | ('none' | 'reclaim' | 'migrate' | 'reportFreePages' | 'balloon' | 'restart')[]
      | undefined;
  };
  /**
   * The cells that are run, in place of every combination: each entry names levels by factor as in `exclude`, and stands for all cells that have them. The native cells that these are compared with are run as well.
   *
   * @minItems 1
   */
  cells?: {
    [k: string]: string | number | boolean;
  }[];
  /**
   * Cells that are left out: each entry names levels by factor, and a cell that has all of them is not run. Factors are `layout` (`native` is one of its levels), `workload` (by its name in results), `program`, `class`, `launcher`, and those of `factors`, each level as text.
   *
   * @minItems 1
   */
  exclude?: {
    [k: string]: string | number | boolean;
  }[];
  /**
   * What is done to every VM between two runs, in this order. To compare with and without, make it a factor.
   *
   * @minItems 1
   */
  techniques?: Technique[];
  /**
   * What is recorded beside times and placement.
   *
   * @minItems 1
   */
  collect?: Collector[];
  accept?: Accept;
}
/**
 * Environment variables of the program.
 */
export interface Environment {
  /**
   * This interface was referenced by `Environment`'s JSON-Schema definition
   * via the `patternProperty` "^[A-Za-z_][A-Za-z0-9_]*$".
   */
  [k: string]: string;
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
 * Input files that are put into the program's working folder: name and text.
 */
export interface Files {
  /**
   * This interface was referenced by `Files`'s JSON-Schema definition
   * via the `patternProperty` "^[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$".
   */
  [k: string]: string;
}
/**
 * The program's own timed region. Without it the wall time counts, and the result says so.
 */
export interface Metric {
  /**
   * Regular expression (RE2) whose first group, or group `value`, is the number. The last match counts.
   */
  pattern: string;
  /**
   * Unit of the number, for example `s` or `MB/s`.
   */
  unit: string;
  /**
   * Which direction is good; `lower` when absent.
   */
  better?: 'lower' | 'higher';
}
export interface Metric1 {
  /**
   * Regular expression (RE2) whose first group, or group `value`, is the number. The last match counts.
   */
  pattern: string;
  /**
   * Unit of the number, for example `s` or `MB/s`.
   */
  unit: string;
  /**
   * Which direction is good; `lower` when absent.
   */
  better?: 'lower' | 'higher';
}
/**
 * What the program does in one run, for predictions; what is run does not depend on it. docs/model/profiles.md says how its numbers are found.
 */
export interface Profile {
  /**
   * Where the numbers are from: counters, a trace, a publication, a guess.
   */
  source: string;
  /**
   * Of one rank, touched by it alone. What MPI and libraries take comes on top.
   */
  memory: string;
  /**
   * Mapped by all ranks of a VM, once a VM. What libraries usually take when absent.
   */
  shared?: string;
  /**
   * Share of the memory that is touched for the first time inside the timed region; 0 when absent.
   */
  touchedInTimedRegion?: number;
  /**
   * Floating-point or integer operations of the timed region, all ranks together.
   */
  operations: number;
  /**
   * Of one core when its data is in its caches. What compiled floating-point code gets on servers when absent.
   */
  operationsPerCycle?: number;
  /**
   * Passes over the same data, again and again. None when absent: everything stays in caches.
   */
  traffic?: {
    /**
     * Between caches and memory in the timed region, all ranks together, as if no cache held data from one pass to the next.
     */
    bytes: string;
    /**
     * What a rank goes through between two uses of the same data: with as much cache to itself nothing is fetched again.
     */
    reuse: string;
    /**
     * `sequential`: in the order of memory, which prefetchers follow (the default). `scattered`: a cache line here and there.
     */
    order?: 'sequential' | 'scattered';
  }[];
  /**
   * Kinds of messages in the timed region. None when absent.
   */
  messages?: {
    /**
     * `all`: to every other rank. `reduction`: to the ranks r xor 1, 2, 4 and so on. `offsets`: to the ranks r + offset, around the end. `grid`: along `steps` in a grid of ranks.
     */
    to: 'all' | 'reduction' | {offsets: number[]} | {grid: number[]; steps: number[][]; periodic?: boolean};
    /**
     * Sent by each rank to each of its partners in the timed region.
     */
    count: number;
    /**
     * Of one message.
     */
    bytes: string;
  }[];
  /**
   * Of all ranks in the timed region; 0 when absent. Those inside collectives are not counted.
   */
  barriers?: number;
}
