import type { CellResult } from '../results';

/** Where a number stands: a cell, or a mean over cells. */
export type Spot = Pick<CellResult, 'layout' | 'levels' | 'workload' | 'phase'>;

/** What cells can differ in: `layout`, a factor of the experiment by its name, `workload` or `phase`. */
export interface Dimension {
  readonly id: string;
  /** In the order in which cells have them: that of the document. */
  readonly levels: readonly string[];
}

/** All dimensions that some cell has, the layout first, then factors, program and phase. */
export function dimensionsOf(cells: readonly Spot[]): readonly Dimension[] {
  const factors = new Set(cells.flatMap(({ levels }) => Object.keys(levels)));
  return ['layout', ...factors, 'workload', 'phase'].map((id) => ({ id, levels: levelsIn(cells, id) }));
}

/** The level of a cell in a dimension; null where it has none, as the native machine has of what is the guests' own. */
export function levelIn(cell: Spot, dimension: string): string | null {
  if (dimension === 'layout' || dimension === 'workload' || dimension === 'phase') return cell[dimension];
  return Object.hasOwn(cell.levels, dimension) ? (cell.levels[dimension] ?? null) : null;
}

/** Levels of these cells, each once. */
export function levelsIn(cells: readonly Spot[], dimension: string): readonly string[] {
  const levels = new Set<string>();
  for (const cell of cells) {
    const level = levelIn(cell, dimension);
    if (level !== null) levels.add(level);
  }
  return [...levels];
}

/** Those in which these cells differ from one another. */
export function differingIn(cells: readonly Spot[]): readonly string[] {
  return dimensionsOf(cells)
    .filter(({ levels }) => levels.length > 1)
    .map(({ id }) => id);
}

/** A level as people read it beside those of other dimensions: factors are named, since `2` or `never` say nothing alone. */
export function levelWords(dimension: string, level: string | null): string {
  const text = level ?? 'none';
  return ['layout', 'workload', 'phase'].includes(dimension) ? text : `${dimension}=${text}`;
}
