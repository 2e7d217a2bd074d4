import type { Machine } from '../topology/machine';
import { distanceBetween, nodeById } from '../topology/queries';

/** Can memory come from this node? Unknown sizes are given the benefit of the doubt; what a cgroup keeps away cannot. */
export function hasMemory(machine: Machine, node: number): boolean {
  const found = nodeById(machine, node);
  return found !== undefined && found.allowed && found.memoryBytes !== 0;
}

/** The node with memory that is nearest to a node, itself where it has some; null when no node has any. */
export function nearestMemory(machine: Machine, node: number): number | null {
  if (hasMemory(machine, node)) return node;
  const nodes = machine.nodes.map(({ id }) => id).filter((id) => hasMemory(machine, id));
  const distance = (id: number): number => distanceBetween(machine, node, id) ?? Infinity;
  return nodes.reduce<number | null>(
    (best, id) => (best === null || distance(id) < distance(best) ? id : best),
    null,
  );
}
