/** A NUMA machine as the rest of the core sees it, whatever it was read from. */
export interface Machine {
  readonly id: string;
  readonly title: string;
  /** Where the facts came from, in words. */
  readonly source: string;
  readonly nodes: readonly MachineNode[];
  /** In ascending order of `id`. */
  readonly pus: readonly Pu[];
  /** SLIT distances, rows and columns in the order of `nodes`; null when unknown. */
  readonly distances: readonly (readonly number[])[] | null;
  readonly nics: readonly HostNic[];
  /** Bytes, the base page size first. */
  readonly pageSizesBytes: readonly number[];
  readonly reserved: Reserved;
  /** What the machine says of itself that cannot all be true, each with the source that was believed. */
  readonly warnings: readonly string[];
}

export interface MachineNode {
  readonly id: number;
  /** null when unknown, never zero for that reason. */
  readonly memoryBytes: number | null;
  readonly hugePages: readonly HugePagePool[];
  /** What its memory is, for example `DRAM`, `HBM` or `CXL`; null when unknown. */
  readonly kind: string | null;
  /** False where a cgroup kept its memory from whoever read the machine. */
  readonly allowed: boolean;
}

export interface HugePagePool {
  readonly sizeBytes: number;
  readonly total: number;
  readonly free: number | null;
}

/** One logical CPU. `package`, `core`, `l3` and `node` are null when unknown, as for an offline PU. */
export interface Pu {
  readonly id: number;
  readonly package: number | null;
  /** Unique within the package; over the machine where packages are not known. */
  readonly core: number | null;
  readonly l3: number | null;
  readonly node: number | null;
  readonly kind: string | null;
  readonly online: boolean;
  /** False where a cgroup kept it from whoever read the machine. */
  readonly allowed: boolean;
}

export interface HostNic {
  readonly name: string;
  readonly node: number | null;
}

export interface Reserved {
  readonly pus: readonly number[];
  readonly memoryBytesPerNode: number;
}
