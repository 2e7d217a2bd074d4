import { levelsInWords, nativeLevels } from '../experiment/factors';
import { keyOf, type CellKey } from './cells';
import { plannedCells, type PlannedFactors } from './plannedCells';

/** A cell of a plan with its words, and the cell that it is held against. */
export interface TitledCell {
  readonly cell: CellKey;
  readonly key: string;
  readonly workload: string;
  readonly setting: string;
  /** Key of the baseline; null for a cell that has none. */
  readonly baseKey: string | null;
}

/** In the order of `plannedCells`. */
export function titledCells(plan: PlannedFactors): readonly TitledCell[] {
  const titles = new Map(plan.workloads.map(({ id, title }) => [id, title]));
  return plannedCells(plan).map((cell) => {
    const base = baselineOf(plan, cell);
    return {
      ...{ cell, key: keyOf(cell), baseKey: base === null ? null : keyOf(base) },
      workload: titles.get(cell.workload) ?? cell.workload,
      setting: levelsInWords(cell.levels, plan.factors),
    };
  });
}

/** The native cell of the same program with the same settings of the host: it has nothing of the guests'. */
function baselineOf({ native }: PlannedFactors, key: CellKey): CellKey | null {
  if (!native || key.layout === 'native') return null;
  return { ...key, layout: 'native', levels: nativeLevels(key.levels) };
}
