import { type HostNodes, takeRoom } from './hostNodes';
import type { Placing } from './policy';

/** The host has no memory for it. */
export const UNMAPPED = -1;
/** Its pages lie on all nodes of an interleaving policy alike: a group is more than one page of the host. */
export const SPREAD = -2;

/** Of what might be used by one: nobody does, several do. */
export const NOBODY = -1;
export const SEVERAL = -2;

/** A piece of guest RAM with one policy; pieces follow each other. */
export interface Piece {
  /** Of groups, a multiple of what the host maps at once. */
  readonly groups: number;
  readonly placing: Placing;
}

/**
 * Guest RAM as the host has it. What is mapped at once (a `unit`) is a group, or 2^`shift` of them where pages of the host
 * are larger. Arrays are changed in place.
 */
export interface Ram {
  readonly shift: number;
  readonly unitBytes: number;
  /** By unit: place of its node, UNMAPPED or SPREAD. */
  readonly nodeAt: Int16Array;
  /** By unit: the run in which it was mapped, 0 before the first. */
  readonly mappedIn: Int32Array;
  /** By unit: 1 where the host has written it to swap. */
  readonly swapped: Uint8Array;
  /** By group: the vCPU that has touched it since it was mapped, NOBODY or SEVERAL. */
  readonly toucher: Int16Array;
  readonly placingAt: (unit: number) => Placing;
  /** Of a unit that is not mapped, at the touch of a vCPU on this node. */
  readonly map: (unit: number, node: number, run: number) => void;
  /** Of any unit, to swap; what was not mapped stays as it is. */
  readonly swapOut: (unit: number) => void;
  /** Of any unit, for good: it is not in swap either. */
  readonly discard: (unit: number) => void;
  readonly move: (unit: number, node: number) => void;
}

interface RamSizes {
  readonly groupBytes: number;
  readonly shift: number;
  /** True where a group has more than one page of the host. */
  readonly isCoarse: boolean;
}

export function guestRam(pieces: readonly Piece[], host: HostNodes, sizes: RamSizes): Ram {
  const { shift, groupBytes, isCoarse } = sizes;
  const groups = pieces.reduce((sum, piece) => sum + piece.groups, 0);
  const units = groups >> shift;
  const unitBytes = groupBytes * 2 ** shift;
  const pieceAt = new Int16Array(units);
  let begin = 0;
  for (const [at, piece] of pieces.entries()) pieceAt.fill(at, begin, (begin += piece.groups >> shift));
  const nodeAt = new Int16Array(units).fill(UNMAPPED);
  const [mappedIn, swapped] = [new Int32Array(units), new Uint8Array(units)];
  const toucher = new Int16Array(groups).fill(NOBODY);
  const placingAt = (unit: number): Placing => (pieces[pieceAt[unit] as number] as Piece).placing;

  const addRoom = (unit: number, sign: 1 | -1): void => {
    const at = nodeAt[unit] as number;
    const on = at === SPREAD ? placingAt(unit).nodes : [at];
    for (const node of on) host.room[node] = (host.room[node] as number) + (sign * unitBytes) / on.length;
  };
  const unmap = (unit: number): void => {
    addRoom(unit, 1);
    nodeAt[unit] = UNMAPPED;
    toucher.fill(NOBODY, unit << shift, (unit + 1) << shift);
  };

  return {
    ...{ shift, unitBytes, nodeAt, mappedIn, swapped, toucher, placingAt },
    swapOut: (unit) => {
      if (nodeAt[unit] === UNMAPPED) return;
      unmap(unit);
      swapped[unit] = 1;
    },
    discard: (unit) => {
      if (nodeAt[unit] !== UNMAPPED) unmap(unit);
      swapped[unit] = 0;
    },
    map: (unit, node, run) => {
      const { policy, nodes, order } = placingAt(unit);
      mappedIn[unit] = run;
      swapped[unit] = 0;
      if (policy === 'interleave' && isCoarse && nodes.length > 1) {
        nodeAt[unit] = SPREAD;
        addRoom(unit, -1);
      } else nodeAt[unit] = takeRoom(host.room, order(unit, node), unitBytes);
    },
    move: (unit, node) => {
      addRoom(unit, 1);
      nodeAt[unit] = node;
      addRoom(unit, -1);
    },
  };
}
