import { nativeLevels } from '../../experiment/factors';
import type { CellResult, Results } from '../results';

/** The native cell that a cell's slowdown is held against; null where there is none. */
export type BaselineOf = (cell: CellResult) => CellResult | null;

/** Natively the same program runs in the same phase with the same levels, less those that are the guests' own. */
export function baselines({ cells }: Pick<Results, 'cells'>): BaselineOf {
  const native = new Map(
    cells.filter(({ layout }) => layout === 'native').map((cell) => [keyOf(cell), cell]),
  );
  return (cell) => (cell.layout === 'native' ? null : (native.get(keyOf(cell)) ?? null));
}

export function hasBaseline({ cells }: Pick<Results, 'cells'>): boolean {
  return cells.some(({ layout }) => layout === 'native');
}

function keyOf({ workload, phase, levels }: CellResult): string {
  const own = Object.entries(nativeLevels(levels));
  return JSON.stringify([workload, phase, own.sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** Blocks in which both have a time. */
export function blocksOfBoth({ times }: CellResult, baseline: CellResult | null): number {
  const other = baseline === null ? NONE : blocksOf(baseline);
  let count = 0;
  for (const block of blocksOf({ times })) count += other.has(block) ? 1 : 0;
  return count;
}

const NONE: ReadonlySet<number> = new Set();

function blocksOf({ times }: Pick<CellResult, 'times'>): ReadonlySet<number> {
  return new Set(times.map(({ block }) => block));
}
