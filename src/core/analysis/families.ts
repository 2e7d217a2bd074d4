import { factorKind } from '../experiment/factors';
import { groupBy } from '../text/groupBy';
import type { CellResult } from './results';

/** Where a cell stands. */
export type CellPlace = Pick<CellResult, 'layout' | 'setting' | 'levels' | 'workload' | 'phase'>;

/** Cells of one program and phase: what is found among them is corrected for their number. Positions in a list of cells. */
export interface Family {
  readonly name: string;
  readonly members: readonly number[];
  /** Those that are compared, the later one against the earlier. */
  readonly pairs: readonly (readonly [one: number, other: number])[];
}

/**
 * Every two cells of the same program and phase that differ in one thing: the layout, or the level of one factor. The
 * native machine has no levels of guests, so these do not count between it and a layout. A later cell is held against
 * an earlier one.
 */
export function familiesOf(cells: readonly CellPlace[]): readonly Family[] {
  const placed = cells.map((cell, at) => ({ cell, at }));
  return [...groupBy(placed, ({ cell }) => `${cell.phase} ${cell.workload}`)].map(([name, own]) => ({
    name,
    members: own.map(({ at }) => at),
    pairs: own.flatMap((other, place) =>
      own
        .slice(place + 1)
        .flatMap((one) => (differInOne(one.cell, other.cell) ? [[one.at, other.at] as const] : [])),
    ),
  }));
}

/** A layout and the factors are things; two different ones are enough to know that there is more than one. */
function differInOne(one: CellPlace, other: CellPlace): boolean {
  const native = one.layout === 'native' || other.layout === 'native';
  let differing = one.layout === other.layout ? 0 : 1;
  const counts = (name: string): boolean => !native || factorKind(name) !== 'guest';
  for (const name in one.levels)
    if (one.levels[name] !== other.levels[name] && counts(name) && ++differing > 1) return false;
  for (const name in other.levels)
    if (!Object.hasOwn(one.levels, name) && counts(name) && ++differing > 1) return false;
  return differing === 1;
}
