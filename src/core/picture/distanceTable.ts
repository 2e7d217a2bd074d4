import type { Machine } from '../topology/machine';
import type { DistanceCell, SceneDistances } from './scene';

/** Pixels of a cell: smaller ones for many nodes. */
function cellSize(nodes: number): { readonly width: number; readonly height: number } {
  return nodes <= 8 ? { width: 28, height: 18 } : { width: 22, height: 14 };
}

/** Room for the numbers of the nodes at the left and above. */
export const DISTANCE_HEADER = { width: 22, height: 16 } as const;

/** Distances of the machine as a table with its upper left corner here; null where they say nothing. */
export function distanceTable(machine: Machine, x: number, y: number): SceneDistances | null {
  const { distances } = machine;
  const nodes = machine.nodes.map(({ id }) => id);
  if (distances === null || nodes.length < 2) return null;
  const all = distances.flat();
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const size = cellSize(nodes.length);
  const cells = nodes.flatMap((from, row) =>
    nodes.flatMap((to, column): readonly DistanceCell[] => {
      const distance = distances[row]?.[column];
      if (distance === undefined) return [];
      const rect = {
        x: x + DISTANCE_HEADER.width + column * size.width,
        y: y + DISTANCE_HEADER.height + row * size.height,
        ...size,
      };
      return [{ from, to, distance, level: most === least ? 0 : (distance - least) / (most - least), rect }];
    }),
  );
  const width = DISTANCE_HEADER.width + nodes.length * size.width;
  const height = DISTANCE_HEADER.height + nodes.length * size.height;
  return { rect: { x, y, width, height }, nodes, cells };
}
