import { numbersInWords } from '../text/count';
import type { Machine } from '../topology/machine';
import { distanceBetween } from '../topology/queries';

/** `distance 16 to node 1, 22 to nodes 2,3`: the nearest first; empty where no distance is known. */
export function distancesInWords(machine: Machine, from: number, to: readonly number[]): string {
  const nodes = new Map<number, number[]>();
  for (const node of to) {
    const distance = node === from ? null : distanceBetween(machine, from, node);
    if (distance !== null) nodes.set(distance, [...(nodes.get(distance) ?? []), node]);
  }
  const groups = [...nodes].sort(([a], [b]) => a - b);
  const words = groups.map(([distance, same]) => `${distance} to ${numbersInWords('node', same)}`);
  return words.length === 0 ? '' : `distance ${words.join(', ')}`;
}
