import { findingOf, paired, type PairedTimes, type RatioFinding } from './compare';
import type { Family } from './families';
import { holm } from './holm';
import type { CellResult, Comparison } from './results';
import { moreBlocks, verdictOf } from './verdict';

/** Two cells, and what the blocks say of them. */
export interface ComparedTimes {
  readonly times: PairedTimes;
  readonly finding: RatioFinding;
}

/** Remembers a pair as long as the times of both are the same objects: another baseline changes neither. */
export type PairMemory = (
  one: CellResult['times'],
  other: CellResult['times'],
  make: () => ComparedTimes,
) => ComparedTimes;

/** Remembers the comparisons of a family as long as all its cells are the same objects. */
export type FamilyMemory = (
  name: string,
  cells: readonly CellResult[],
  make: () => readonly Comparison[],
) => readonly Comparison[];

export interface ComparisonMemory {
  /** `familiesOf` these cells, as long as each stands where it did. */
  readonly families: (cells: readonly CellResult[]) => readonly Family[];
  readonly pair: PairMemory;
  readonly family: FamilyMemory;
}

/** Of all pairs of all families. p is corrected for the comparisons of the same family. */
export function comparisonsOf(
  cells: readonly CellResult[],
  margin: number,
  memory: ComparisonMemory,
): readonly Comparison[] {
  return memory.families(cells).flatMap((family) => {
    const members = family.members.flatMap((place) => cells[place] ?? []);
    return memory.family(family.name, members, () => comparisonsIn(family, cells, margin, memory.pair));
  });
}

function comparisonsIn(
  { pairs }: Family,
  cells: readonly CellResult[],
  margin: number,
  remembered: PairMemory,
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
