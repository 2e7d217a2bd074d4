import type { GuestCell } from '../layout/layout';
import type { Machine } from '../topology/machine';
import { distanceBetween } from '../topology/queries';

/** Of a node to itself, by definition of the SLIT (ACPI 6.4, 5.2.17). */
const LOCAL = 10;
/** What Linux takes any other node for where no table says otherwise (include/linux/topology.h). */
const REMOTE = 20;

/**
 * SLIT distances between guest cells: those of the host nodes that back them, rows and columns in the order of the
 * cells. null without cells, or where one of the distances is not known.
 */
export function cellDistances(
  cells: readonly GuestCell[],
  machine: Machine,
): readonly (readonly number[])[] | null {
  if (cells.length === 0) return null;
  const rows = cells.map((from, i) =>
    cells.map((to, j) => (i === j ? LOCAL : apart(distanceBetween(machine, from.node, to.node)))),
  );
  return rows.every((row) => row.every((distance) => distance !== null)) ? rows : null;
}

/** Two cells on one host node are as near as different cells can be: 10 is for a cell itself (libvirt refuses it). */
function apart(distance: number | null): number | null {
  return distance === null ? null : Math.max(LOCAL + 1, distance);
}

/** Is it what a guest assumes that is told of no distances? */
export function isAssumed(distances: readonly (readonly number[])[]): boolean {
  return distances.every((row, i) => row.every((distance, j) => distance === (i === j ? LOCAL : REMOTE)));
}
