import type { CellResult, Results } from '../core/analysis/results';
import type { Dimension } from '../protocol/results';

/** What varies in results: layout, workload, phase, and every factor with more than one level. */
export function dimensionsOf({ cells }: Results): readonly Dimension[] {
  const factors = new Set(cells.flatMap(({ levels }) => Object.keys(levels)));
  const own = [
    dimension('layout', cells, ({ layout }) => layout),
    dimension('workload', cells, ({ workload }) => workload),
    dimension('phase', cells, ({ phase }) => phase),
  ];
  const further = [...factors].map((name) => dimension(name, cells, ({ levels }) => levels[name]));
  return [...own, ...further].filter(({ levels }) => levels.length > 1);
}

function dimension(
  id: string,
  cells: readonly CellResult[],
  levelOf: (cell: CellResult) => string | undefined,
): Dimension {
  return { id, levels: [...new Set(cells.flatMap((cell) => levelOf(cell) ?? []))] };
}
