/** Memory that the ranks of one run used in one VM, told apart as the event `pages` does. */
export interface PagesOfRun {
  readonly vm: string;
  /** By node of the host, bytes. */
  readonly local: Readonly<Record<string, number>>;
  readonly remoteSingle: Readonly<Record<string, number>>;
  readonly remoteMultiple: Readonly<Record<string, number>>;
  /** Mapped by the host before the run began. */
  readonly inheritedBytes: number;
  readonly inheritedWrongBytes: number;
  /** Bytes that each rank has on each node, rows in rank order of this VM, columns as `nodes` of the setup. */
  readonly byRank: readonly (readonly number[])[];
  readonly faults: FaultsOfRun;
}

/** First touches, in base pages. */
export interface FaultsOfRun {
  /** Of guest processes: every first touch of a page of theirs. */
  readonly guest: number;
  /** Those whose frame the host had not mapped: they reach the hypervisor under two-dimensional paging. */
  readonly unmapped: number;
  /** Of the guest's faults, those whose frame was mapped when the run began. */
  readonly inherited: number;
}
