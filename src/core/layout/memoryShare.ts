import type { Machine } from '../topology/machine';
import { availableBytes, nodesOf, puById } from '../topology/queries';

/** Bytes by node number. */
export type BytesByNode = ReadonlyMap<number, number>;

/**
 * What each VM gets of the nodes on which it has PUs: the node's memory less the host's reserve, divided among all VMs
 * there in proportion of their PUs, not rounded. null where a VM has PUs on a node of unknown memory.
 */
export function memoryShares(machine: Machine, vms: readonly (readonly number[])[]): (BytesByNode | null)[] {
  const counts = vms.map((pus) => pusByNode(machine, pus));
  const totals = new Map<number, number>();
  for (const count of counts)
    for (const [node, pus] of count) totals.set(node, (totals.get(node) ?? 0) + pus);
  return counts.map((count) => {
    const shares = new Map<number, number>();
    for (const [node, pus] of count) {
      const available = availableBytes(machine, node);
      if (available === null) return null;
      shares.set(node, (available * pus) / (totals.get(node) ?? pus));
    }
    return shares;
  });
}

/** How many of the PUs lie on each node, by ascending node number. */
export function pusByNode(machine: Machine, pus: readonly number[]): Map<number, number> {
  const count = (node: number): number => pus.filter((id) => puById(machine).get(id)?.node === node).length;
  return new Map(nodesOf(machine, pus).map((node) => [node, count(node)]));
}

export function sumOf(shares: BytesByNode): number {
  return [...shares.values()].reduce((sum, bytes) => sum + bytes, 0);
}
