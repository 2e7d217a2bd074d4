import type { RunState } from '../journal/state';
import { type CellKey, keyOf } from './cells';
import type { ComparedTimes, PairMemory } from './comparisons';
import type { CellResult } from './results';
import type { PlannedFactors } from './plannedCells';
import type { Sample } from './sample';

/**
 * What is known of runs from results that were made before: of an attempt that goes on only what is new is then looked
 * at. Results are the same without it. Runs and samples are told apart as objects.
 */
export interface AnalysisMemory {
  /** Key of the cell to which a run belongs; null for a warm-up. */
  readonly cellKeyOf: (run: RunState) => string | null;
  /** Stands for all runs in which the same was found in the same places: the first of them that was asked about. */
  readonly likeOf: (run: RunState) => RunState;
  /** The cells of a plan, as long as it is the same object. */
  readonly plannedCells: (
    plan: PlannedFactors,
    make: (plan: PlannedFactors) => readonly CellKey[],
  ) => readonly CellKey[];
  /** A cell's result, as long as it is made of the same samples. */
  readonly cell: (key: string, of: readonly (readonly Sample[])[], make: () => CellResult) => CellResult;
  /** What two cells say of one another, as long as both are the same objects. */
  readonly pair: PairMemory;
}

export function analysisMemory(): AnalysisMemory {
  const keys = new WeakMap<RunState, string | null>();
  const likes = new WeakMap<RunState, RunState>();
  const firsts = new Map<string, RunState>();
  const cells = new Map<string, { readonly of: readonly (readonly Sample[])[]; readonly made: CellResult }>();
  const pairs = new WeakMap<CellResult, WeakMap<CellResult, ComparedTimes>>();
  let planned: { readonly schedule: PlannedFactors['schedule']; readonly made: readonly CellKey[] } | null =
    null;
  return {
    cellKeyOf(run) {
      const known = keys.get(run);
      if (known !== undefined) return known;
      const { layout, workload, levels, phase } = run;
      const key = phase === 'warmup' ? null : keyOf({ layout, workload, levels, phase });
      keys.set(run, key);
      return key;
    },
    likeOf(run) {
      const known = likes.get(run);
      if (known !== undefined) return known;
      const text = JSON.stringify([run.layout, run.workload, run.placements], withoutPages);
      const first = firsts.get(text) ?? run;
      firsts.set(text, first);
      likes.set(run, first);
      return first;
    },
    plannedCells(plan, make) {
      if (planned?.schedule !== plan.schedule) planned = { schedule: plan.schedule, made: make(plan) };
      return planned.made;
    },
    cell(key, of, make) {
      const known = cells.get(key);
      if (known !== undefined && known.of.every((list, at) => isSame(list, of[at] ?? []))) return known.made;
      const made = make();
      cells.set(key, { of, made });
      return made;
    },
    pair(one, other, make) {
      const known = pairs.get(one) ?? new WeakMap<CellResult, ComparedTimes>();
      pairs.set(one, known);
      const made = known.get(other) ?? make();
      known.set(other, made);
      return made;
    },
  };
}

/** How many pages there were differs from run to run, and no row tells it. */
function withoutPages(name: string, value: unknown): unknown {
  return name === 'pages' ? undefined : value;
}

function isSame<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.length === other.length && one.every((item, at) => item === other[at]);
}
