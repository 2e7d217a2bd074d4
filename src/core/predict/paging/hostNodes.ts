import type { Machine } from '../../topology/machine';
import { availableBytes, distanceBetween, puById } from '../../topology/queries';

/** Nodes of one host, by their place in the machine's list, and the memory that is left on them. */
export interface HostNodes {
  readonly ids: readonly number[];
  /** Places of all nodes, the nearest to this one first, itself before all. */
  readonly nearest: readonly (readonly number[])[];
  /** Bytes; infinite where the machine does not know its memory. To be changed in place. */
  readonly room: Float64Array;
  /** Place of a node by its number; the first where there is none of this number. */
  readonly placeOf: (node: number | null) => number;
  /** Place of the node of a PU; the first where it is not known. */
  readonly ofPu: (pu: number) => number;
}

export function hostNodes(machine: Machine): HostNodes {
  const ids = machine.nodes.map(({ id }) => id);
  const placeOf = (node: number | null): number => Math.max(0, node === null ? 0 : ids.indexOf(node));
  return {
    ids,
    placeOf,
    nearest: ids.map((from) => {
      const away = (to: number): number =>
        to === from ? 0 : (distanceBetween(machine, from, to) ?? Number.MAX_SAFE_INTEGER);
      const distances = ids.map(away);
      return [...ids.keys()].sort((a, b) => (distances[a] ?? 0) - (distances[b] ?? 0) || a - b);
    }),
    room: Float64Array.from(ids, (id) => availableBytes(machine, id) ?? Infinity),
    ofPu: (pu) => placeOf(puById(machine).get(pu)?.node ?? null),
  };
}

/** Takes memory from the first of these nodes with room, and from the first of all where none has: gives its place. */
export function takeRoom(room: Float64Array, order: readonly number[], bytes: number): number {
  const found = order.find((node) => (room[node] as number) >= bytes) ?? order[0] ?? 0;
  room[found] = (room[found] as number) - bytes;
  return found;
}
