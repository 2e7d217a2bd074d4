import type { Machine } from '../topology/machine';
import type { Region } from './layout';
import { availableBytes, puById } from '../topology/queries';

/** Bytes by node number. */
export type BytesByNode = ReadonlyMap<number, number>;

/**
 * What each VM of one host gets of the nodes on which it has PUs: the node's memory less the host's reserve and the
 * shared regions there, divided among all VMs in proportion of their PUs, not rounded. null where a VM has PUs on a
 * node of unknown memory.
 */
export function memoryShares(
  machine: Machine,
  vms: readonly (readonly number[])[],
  regions: readonly Pick<Region, 'node' | 'sizeBytes'>[] = [],
): (BytesByNode | null)[] {
  const counts = vms.map((pus) => pusByNode(machine, pus));
  const totals = new Map<number, number>();
  for (const count of counts)
    for (const [node, pus] of count) totals.set(node, (totals.get(node) ?? 0) + pus);
  return counts.map((count) => {
    const shares = new Map<number, number>();
    for (const [node, pus] of count) {
      const available = availableBytes(machine, node);
      if (available === null) return null;
      const left = Math.max(0, available - regionBytes(regions, node));
      shares.set(node, (left * pus) / (totals.get(node) ?? pus));
    }
    return shares;
  });
}

function regionBytes(regions: readonly Pick<Region, 'node' | 'sizeBytes'>[], node: number): number {
  return regions.reduce((sum, region) => sum + (region.node === node ? region.sizeBytes : 0), 0);
}

/** How many of the PUs lie on each node, by ascending node number. */
export function pusByNode(machine: Machine, pus: readonly number[]): Map<number, number> {
  const known = puById(machine);
  const counts = new Map<number, number>();
  for (const id of pus) {
    const node = known.get(id)?.node ?? null;
    if (node !== null) counts.set(node, (counts.get(node) ?? 0) + 1);
  }
  return counts.size < 2 ? counts : new Map([...counts].sort(([a], [b]) => a - b));
}

export function sumOf(shares: BytesByNode): number {
  return [...shares.values()].reduce((sum, bytes) => sum + bytes, 0);
}
