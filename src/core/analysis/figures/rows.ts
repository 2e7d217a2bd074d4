import type { CellResult } from '../results';
import { groupOf } from './choice';
import { differingIn, dimensionsOf, levelIn, levelsIn } from './dimensions';
import type { FigureView } from './figure';

export interface CellRows {
  /** One for each bar. */
  readonly cells: readonly CellResult[];
  /** What they differ in, as names and columns: the group first, the phase last unless it is the group. */
  readonly dimensions: readonly string[];
}

/** Cells in the order in which bars stand that are grouped by one dimension and have no colours: cold beside warm. */
export function cellRows(
  cells: readonly CellResult[],
  all: readonly CellResult[],
  view: Pick<FigureView, 'group'>,
): CellRows {
  const group = groupOf(view, ['workload', 'layout'], all, cells);
  const others = dimensionsOf(cells).map(({ id }) => id);
  const dimensions = [group, ...others.filter((id) => id !== group)];
  const ranks = dimensions.map((id) => new Map(levelsIn(cells, id).map((level, at) => [level, at])));
  const rankOf = (cell: CellResult): readonly number[] =>
    dimensions.map((id, at) => ranks[at]?.get(levelIn(cell, id) ?? '') ?? -1);
  const ranked = cells.map((cell) => ({ cell, rank: rankOf(cell) }));
  ranked.sort((a, b) => compare(a.rank, b.rank));
  const differing = differingIn(cells);
  const told = dimensions.filter((id) => differing.includes(id));
  return { cells: ranked.map(({ cell }) => cell), dimensions: told.length === 0 ? [group] : told };
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((number, index) => number !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
