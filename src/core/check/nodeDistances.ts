import type { Machine } from '../topology/machine';

/** Distance between two nodes by number, there and back; null where one of them, or the matrix, is not known. */
export type Between = (a: number, b: number) => number | null;

/** Reads a machine's distances by node number, in constant time each. */
export function distancesOf({ nodes, distances }: Machine): Between {
  const rows = new Map(nodes.map((node, row) => [node.id, row]));
  const at = (from: number, to: number): number | undefined =>
    distances?.[rows.get(from) ?? -1]?.[rows.get(to) ?? -1];
  return (a, b) => {
    const there = at(a, b);
    const back = at(b, a);
    return there === undefined || back === undefined ? null : there + back;
  };
}

/** Sum of the distances from a node to others; NaN where one is not known. The node itself does not count. */
export function distanceTo(between: Between, node: number, others: Iterable<number>): number {
  let sum = 0;
  for (const other of others) if (other !== node) sum += between(node, other) ?? NaN;
  return sum;
}
