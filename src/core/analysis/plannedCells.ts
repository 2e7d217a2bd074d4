import type { Schedule } from '../experiment/schedule';
import type { Workload } from '../experiment/workload';
import { keyOf, type CellKey } from './cells';

/** What a plan says of its cells. */
export interface PlannedFactors {
  readonly schedule: Schedule;
  /** Every variant of every program. */
  readonly workloads: readonly Workload[];
  /** Levels of the factors beside the layout, as text, in document order. */
  readonly factors: Readonly<Record<string, readonly string[]>>;
  /** Levels of the factor `layout` in document order, without `native`. */
  readonly layoutNames: readonly string[];
  /** Is there a native baseline? */
  readonly native: boolean;
}

/**
 * The cells that a schedule has, each once: native first, then layouts as the document names them, in each the levels
 * of factors in document order, the cold phase before the warm one, and programs.
 */
export function plannedCells(input: PlannedFactors): readonly CellKey[] {
  const own = new Map(input.workloads.map(({ id, levels }) => [id, levels]));
  const cells = new Map<string, CellKey>();
  const kinds = new Map<string, Seen>();
  const layouts = [...(input.native ? ['native'] : []), ...input.layoutNames];
  for (const { layout, levels, runs } of input.schedule.sessions) {
    if (!layouts.includes(layout)) continue;
    // Most sessions are like another one: their runs need no key of a cell each.
    const like = JSON.stringify([layout, levels]);
    const seen = kinds.get(like) ?? { cold: new Set(), warm: new Set() };
    kinds.set(like, seen);
    for (const { workload, phase } of runs) {
      if (phase === 'warmup' || seen[phase].has(workload)) continue;
      seen[phase].add(workload);
      const cell = { layout, workload, phase, levels: { ...levels, ...own.get(workload) } };
      cells.set(keyOf(cell), cell);
    }
  }
  const rank = rankIn(input);
  return [...cells.values()]
    .map((cell) => ({ cell, rank: rank(cell) }))
    .sort((a, b) => compare(a.rank, b.rank))
    .map(({ cell }) => cell);
}

/** Workloads of sessions that are alike, by phase. */
type Seen = Readonly<Record<CellKey['phase'], Set<string>>>;

/** Where a cell stands in the order, as numbers from the most to the least important. */
function rankIn({ workloads, factors, layoutNames }: PlannedFactors): (cell: CellKey) => readonly number[] {
  const layouts = ['native', ...layoutNames];
  const programs = new Map(workloads.map(({ id }, index) => [id, index]));
  return ({ layout, levels, phase, workload }) => [
    layouts.indexOf(layout),
    ...Object.entries(factors).map(([name, texts]) => texts.indexOf(levels[name] ?? '')),
    phase === 'cold' ? 0 : 1,
    programs.get(workload) ?? 0,
  ];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((number, index) => number !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
