import type { Routes } from './links';
import type { ThreadOfRun } from './runInput';

/**
 * Threads by the way that their lines take, whatever the program and the values: a flow stands for all threads of one node
 * whose memory lies alike. Its lines visit stations, memories of nodes and links, which are numbered through all hosts.
 */
export interface MemoryFlows {
  /** Of each thread. */
  readonly flowOf: Int32Array;
  /** One thread of each flow, and how many it stands for. */
  readonly threads: readonly ThreadOfRun[];
  readonly users: Float64Array;
  /** Visits of flow f are those from begin[f] to begin[f + 1]. */
  readonly begin: Int32Array;
  /** Of each visit: the station, the place of the node whose memory it is (-1 for a link), and the share of the lines. */
  readonly station: Int32Array;
  readonly node: Int32Array;
  readonly share: Float64Array;
  readonly stations: number;
}

/** Nodes are those of one host. Without routes nothing queues between nodes. */
export function memoryFlows(
  threads: readonly ThreadOfRun[],
  nodes: number,
  routes: Routes | null,
): MemoryFlows {
  const known = flows.get(threads);
  if (known !== undefined && known.routes === routes && known.nodes === nodes) return known.made;
  const made = madeFlows(threads, nodes, routes);
  flows.set(threads, { nodes, routes, made });
  return made;
}

/** Runs on the same pages have the same threads, and there are many sets of values. */
const flows = new WeakMap<
  readonly ThreadOfRun[],
  { readonly nodes: number; readonly routes: Routes | null; readonly made: MemoryFlows }
>();

function madeFlows(all: readonly ThreadOfRun[], nodes: number, routes: Routes | null): MemoryFlows {
  const each = nodes + (routes?.count ?? 0);
  const [threads, users]: [ThreadOfRun[], number[]] = [[], []];
  const [begin, station, node, share]: [number[], number[], number[], number[]] = [[0], [], [], []];
  const numberOf = likeness((thread) => {
    for (const [from, ofLines] of thread.nodeShares.entries()) {
      if (ofLines === 0) continue;
      station.push(thread.host * each + from);
      node.push(from);
      share.push(ofLines);
      for (const hop of routes?.between(from, thread.node) ?? []) {
        station.push(thread.host * each + nodes + hop.link);
        node.push(-1);
        share.push(ofLines * hop.share);
      }
    }
    begin.push(station.length);
    users.push(0);
    return threads.push(thread) - 1;
  });
  const flowOf = Int32Array.from(all, (thread) => {
    const flow = numberOf(thread);
    users[flow] = (users[flow] ?? 0) + (thread.alike ?? 1);
    return flow;
  });
  return {
    ...{ flowOf, threads, users: Float64Array.from(users), begin: Int32Array.from(begin) },
    ...{ station: Int32Array.from(station), node: Int32Array.from(node), share: Float64Array.from(share) },
    stations: each * threads.reduce((most, { host }) => Math.max(most, host + 1), 0),
  };
}

/**
 * Gives the number that `make` gave to the first thread like this one. Threads on the same pages share the list of their
 * shares, so that lists are told apart by which they are: two with the same numbers have a flow each, with the same end.
 */
function likeness(make: (thread: ThreadOfRun) => number): (thread: ThreadOfRun) => number {
  const known = new Map<readonly number[], { readonly thread: ThreadOfRun; readonly number: number }[]>();
  return (thread) => {
    const same = known.get(thread.nodeShares) ?? [];
    known.set(thread.nodeShares, same);
    const found = same.find((one) => isLike(one.thread, thread));
    if (found !== undefined) return found.number;
    const number = make(thread);
    same.push({ thread, number });
    return number;
  };
}

function isLike(a: ThreadOfRun, b: ThreadOfRun): boolean {
  return a === b || (a.host === b.host && a.node === b.node && a.coreUsers === b.coreUsers);
}
