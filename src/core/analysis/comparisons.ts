import { factorKind } from '../experiment/factors';
import { groupBy } from '../text/groupBy';
import { findingOf, paired, type PairedTimes, type RatioFinding } from './compare';
import { holm } from './holm';
import type { CellResult, Comparison } from './results';
import { moreBlocks, verdictOf } from './verdict';

/** Two cells, and what the blocks say of them. */
export interface ComparedTimes {
  readonly times: PairedTimes;
  readonly finding: RatioFinding;
}

/** Remembers a pair as long as both cells are the same objects. */
export type PairMemory = (one: CellResult, other: CellResult, make: () => ComparedTimes) => ComparedTimes;

/** Remembers the comparisons of a family as long as all its cells are the same objects. */
export type FamilyMemory = (
  name: string,
  cells: readonly CellResult[],
  make: () => readonly Comparison[],
) => readonly Comparison[];

/**
 * Every two cells of the same program and phase that differ in one thing: the layout, or the level of one factor. The
 * native machine has no levels of guests, so these do not count between it and a layout. A later cell is held against
 * an earlier one. p is corrected for the comparisons of the same program and phase.
 */
export function comparisonsOf(
  cells: readonly CellResult[],
  margin: number,
  memory: { readonly pair: PairMemory; readonly family: FamilyMemory },
): readonly Comparison[] {
  const families = groupBy(cells, ({ workload, phase }) => `${phase} ${workload}`);
  return [...families].flatMap(([name, own]) =>
    memory.family(name, own, () => family(own, margin, memory.pair)),
  );
}

function family(cells: readonly CellResult[], margin: number, remembered: PairMemory): readonly Comparison[] {
  const pairs = cells.flatMap((other, at) =>
    cells.slice(at + 1).flatMap((one) => (differInOne(one, other) ? [{ one, other }] : [])),
  );
  const found = pairs.map(({ one, other }) => ({
    ...{ one, other },
    ...remembered(one, other, () => compared(one, other)),
  }));
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

/** A layout and the factors are things; two different ones are enough to know that there is more than one. */
function differInOne(one: CellResult, other: CellResult): boolean {
  const native = one.layout === 'native' || other.layout === 'native';
  let differing = one.layout === other.layout ? 0 : 1;
  const counts = (name: string): boolean => !native || factorKind(name) !== 'guest';
  for (const name in one.levels)
    if (one.levels[name] !== other.levels[name] && counts(name) && ++differing > 1) return false;
  for (const name in other.levels)
    if (!Object.hasOwn(one.levels, name) && counts(name) && ++differing > 1) return false;
  return differing === 1;
}
