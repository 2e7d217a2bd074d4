import { findingOf, paired, type PairedTimes, type RatioFinding } from './compare';
import type { Family } from './families';
import { holm } from './holm';
import type { ListMemory } from './rememberedLists';
import type { PairMemory } from './rememberedPairs';
import type { CellResult, Comparison } from './results';
import { moreBlocks, verdictOf } from './verdict';

/** Two cells, and what the blocks say of them. */
export interface ComparedTimes {
  readonly times: PairedTimes;
  readonly finding: RatioFinding;
}

export interface ComparisonMemory {
  /** `familiesOf` these cells, as long as each stands where it did. */
  readonly families: (cells: readonly CellResult[]) => readonly Family[];
  /** Another baseline changes neither of two cells' own times. */
  readonly pair: PairMemory<ComparedTimes>;
  /** Comparisons of a family. */
  readonly family: ListMemory<CellResult, Comparison>;
}

/** Of all pairs of all families. p is corrected for the comparisons of the same family. */
export function comparisonsOf(
  cells: readonly CellResult[],
  margin: number,
  memory: ComparisonMemory,
): readonly Comparison[] {
  const none: readonly Comparison[] = [];
  const lists = memory
    .families(cells)
    .map((family) =>
      memory.family(family.name, cells, family.members, () =>
        comparisonsIn(family, cells, margin, memory.pair),
      ),
    );
  // There may be 10,000, and what is asked after each run is whether any has changed.
  return none.concat(...lists);
}

function comparisonsIn(
  { pairs }: Family,
  cells: readonly CellResult[],
  margin: number,
  remembered: PairMemory<ComparedTimes>,
): readonly Comparison[] {
  const found = pairs.flatMap(([later, earlier]) => {
    const [one, other] = [cells[later], cells[earlier]];
    if (one === undefined || other === undefined) return [];
    return [{ one, other, ...remembered(one.times, other.times, () => compared(one, other)) }];
  });
  const adjusted = holm(found.map(({ finding }) => finding.p));
  return found.map(({ one, other, times, finding }, at) => {
    const p = adjusted[at] ?? null;
    return {
      ...{ workload: one.workload, phase: one.phase, one: placeOf(one), other: placeOf(other) },
      ...finding,
      ...{ adjusted: p, family: found.length },
      verdict: verdictOf({ ...finding, p }, margin, () => moreBlocks(times.logRatios, margin, found.length)),
    };
  });
}

function compared(one: CellResult, other: CellResult): ComparedTimes {
  const times = paired(one.times, other.times);
  return { times, finding: findingOf(times) };
}

function placeOf({ layout, setting }: CellResult): Comparison['one'] {
  return { layout, setting };
}
