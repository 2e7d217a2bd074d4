import { hostLevels } from './cells';
import type { Levels } from './factors';
import type { PlannedRun, Schedule } from './schedule';

/** Cells by number, which of them are compared, and in which each run of the schedule counts. */
export interface Comparisons {
  readonly pairs: readonly ComparedCells[];
  /** Every run, in the order of the schedule. */
  readonly runs: readonly RunPlace[];
}

export interface ComparedCells {
  readonly cell: number;
  readonly baseline: number;
}

export interface RunPlace {
  readonly run: string;
  readonly block: number;
  /** null for what is never counted: warm-ups. */
  readonly cell: number | null;
}

interface CellName {
  readonly layout: string;
  readonly levels: Levels;
  readonly workload: string;
  readonly phase: PlannedRun['phase'];
}

/**
 * What the slowdowns of an experiment compare: each cell with the native one of the same program and settings of the
 * host; where `baseline` is the name of a layout instead, with that layout at the same levels. A cell whose baseline
 * is not planned is compared with nothing.
 */
export function comparisonsOf(schedule: Schedule, baseline: string): Comparisons {
  const numbers = new Map<string, number>();
  const cells: CellName[] = [];
  const numberOf = (cell: CellName): number => {
    const key = keyOf(cell);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, cells.length);
    return cells.push(cell) - 1;
  };
  const runs = schedule.sessions.flatMap(({ block, layout, levels, runs: planned }) =>
    planned.map(({ id, workload, phase }) => ({
      ...{ run: id, block },
      cell: phase === 'warmup' ? null : numberOf({ layout, levels, workload, phase }),
    })),
  );
  const pairs = cells.flatMap((cell, index) => {
    const other = cell.layout === baseline ? undefined : numbers.get(keyOf(baselineOf(cell, baseline)));
    return other === undefined ? [] : [{ cell: index, baseline: other }];
  });
  return { pairs, runs };
}

/** What layouts are compared with: the native machine, or the first layout where the experiment has no native runs. */
export function baselineLayout(native: boolean, layoutNames: readonly string[]): string {
  return native ? 'native' : (layoutNames[0] ?? 'native');
}

function baselineOf(cell: CellName, baseline: string): CellName {
  return { ...cell, layout: baseline, levels: baseline === 'native' ? hostLevels(cell.levels) : cell.levels };
}

/** Levels of one schedule are always told in the same order. */
function keyOf({ layout, levels, workload, phase }: CellName): string {
  return JSON.stringify([layout, workload, phase, levels]);
}
