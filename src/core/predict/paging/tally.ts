import type { FaultsOfRun, OnNodes, PagesOfRun, TouchCounts } from './paging';
import type { Users } from './users';

/** What is counted of a run in one VM; columns are places of nodes. To be changed in place. */
export interface Tally {
  readonly local: number[];
  readonly remoteSingle: number[];
  readonly remoteMultiple: number[];
  inheritedBytes: number;
  inheritedWrongBytes: number;
  readonly byThread: readonly number[][];
  readonly shared: number[];
  readonly all: Touches;
  readonly timed: Touches;
  inherited: number;
  foundSingle: number;
  foundMultiple: number;
  withoutFrameBytes: number;
}

export interface Touches {
  guest: number;
  unmapped: number;
  reclaimed: number;
}

export function emptyTally(nodes: number, threads: number): Tally {
  const columns = (): number[] => Array<number>(nodes).fill(0);
  const none = (): Touches => ({ guest: 0, unmapped: 0, reclaimed: 0 });
  return {
    ...{ local: columns(), remoteSingle: columns(), remoteMultiple: columns() },
    ...{ inheritedBytes: 0, inheritedWrongBytes: 0, shared: columns() },
    byThread: Array.from({ length: threads }, columns),
    ...{ all: none(), timed: none(), inherited: 0, foundSingle: 0, foundMultiple: 0, withoutFrameBytes: 0 },
  };
}

/** Adds bytes that lie on a node to the kind that these users make them, and to `row`. */
export function adder(
  tally: Tally,
  row: number[],
  users: Users,
): (node: number, bytes: number, isInherited: boolean) => void {
  const remote = users.count === 1 ? tally.remoteSingle : tally.remoteMultiple;
  return (node, bytes, isInherited) => {
    const isLocal = users.node === node;
    const kind = isLocal ? tally.local : remote;
    kind[node] = (kind[node] as number) + bytes;
    row[node] = (row[node] as number) + bytes;
    if (!isInherited) return;
    tally.inheritedBytes += bytes;
    if (!isLocal) tally.inheritedWrongBytes += bytes;
  };
}

export function pagesOf(tally: Tally, vm: string | null, ids: readonly number[]): PagesOfRun {
  const onNodes = (bytes: readonly number[]): OnNodes =>
    Object.fromEntries(ids.flatMap((id, at) => (bytes[at] === 0 ? [] : [[String(id), bytes[at] as number]])));
  return {
    vm,
    local: onNodes(tally.local),
    remoteSingle: onNodes(tally.remoteSingle),
    remoteMultiple: onNodes(tally.remoteMultiple),
    inheritedBytes: tally.inheritedBytes,
    inheritedWrongBytes: tally.inheritedWrongBytes,
    byThread: tally.byThread,
    shared: tally.shared,
    faults: faultsOf(tally),
    withoutFrameBytes: tally.withoutFrameBytes,
  };
}

function faultsOf({ all, timed, inherited, foundSingle, foundMultiple }: Tally): FaultsOfRun {
  const counts = ({ guest, unmapped, reclaimed }: Touches): TouchCounts => ({ guest, unmapped, reclaimed });
  return {
    ...counts(all),
    inherited,
    foundRemote: { single: foundSingle, multiple: foundMultiple },
    timed: counts(timed),
  };
}
