import type { MemoryPolicy } from '../../layout/layout';
import type { HostNodes } from './hostNodes';

/** Where a page of a piece of guest RAM may come from. */
export interface Placing {
  readonly policy: MemoryPolicy;
  /** Places of the nodes that the policy speaks of. */
  readonly nodes: readonly number[];
  /** Places of nodes in the order in which they are tried, by page and by the node of the vCPU that touches it. */
  readonly order: (page: number, node: number) => readonly number[];
}

/**
 * Linux, admin-guide/mm/numa_memory_policy.rst: without a policy the node of the CPU that touches; `bind` the nearest
 * one of the set; `preferred` the set, then all others; `interleave` by the page's place in its mapping. A full node is
 * passed over for the next one by distance.
 */
export function placingOf(policy: MemoryPolicy, nodes: readonly number[], { nearest }: HostNodes): Placing {
  // Made only where they are asked for: there is one of these for each block of memory of each VM.
  const within = () => nearest.map((all) => all.filter((node) => nodes.includes(node)));
  const beyond = () => within().map((own, node) => [...new Set([...own, ...(nearest[node] ?? [])])]);
  const turns = () =>
    nodes.map((_node, at) => [...new Set([...nodes.slice(at), ...nodes.slice(0, at), ...nearest.keys()])]);
  const from = (orders: readonly (readonly number[])[]) => (_page: number, node: number) =>
    orders[node] ?? [];
  switch (nodes.length === 0 ? 'firstTouch' : policy) {
    case 'firstTouch':
      return { policy, nodes, order: from(nearest) };
    case 'bind':
      return { policy, nodes, order: from(within()) };
    case 'preferred':
      return { policy, nodes, order: from(beyond()) };
    case 'interleave': {
      const all = turns();
      return { policy, nodes, order: (page) => all[page % all.length] ?? [] };
    }
  }
}
