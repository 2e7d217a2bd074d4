/** What a probe tells of a host beside its topology. null means that the host did not say. */
export interface HostFacts {
  /** Seconds since 1970 by the host's clock. */
  readonly takenAt: number | null;
  readonly hostname: string | null;
  readonly kernel: string | null;
  readonly architecture: string | null;
  readonly cpuModel: string | null;
  readonly os: string | null;
  /** Can QEMU open /dev/kvm as this user? */
  readonly kvm: boolean | null;
  readonly root: boolean | null;
  /** Version line of each tool that was found, null for one that was looked for and is missing. */
  readonly tools: Readonly<Record<string, string | null>>;
  /** Free memory in bytes by node number. */
  readonly freeBytes: Readonly<Record<string, number>>;
  /** The same with what the kernel's caches would give back; a node is left out where the kernel does not say. */
  readonly availableBytes: Readonly<Record<string, number>>;
  /**
   * Settings by name, as the kernel prints them: `commandLine`, `bootId`, `uptime`, `microcode`, `mitigations`,
   * `governor`, `turbo`, `smt`, `ksm`, `thp`, `numaBalancing`, `paging` (`nested` or `shadow`), `swapTotal`,
   * `loadavg` and others.
   */
  readonly settings: Readonly<Record<string, string>>;
}
