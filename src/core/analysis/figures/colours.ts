import type { CellResult } from '../results';
import { levelIn, levelsIn, type Spot } from './dimensions';

/** Number of the colour of what stands at a spot. */
export type ColourOf = (at: Spot) => number;

/**
 * Colours by a dimension. Levels are numbered over all cells, filtered or not, so that a layout keeps its colour in
 * all figures of an experiment; layouts come before the native machine, and what is no level of a cell, as means
 * are, after all.
 */
export function coloursBy(
  dimension: string,
  cells: readonly CellResult[],
  others: readonly Spot[] = [],
): ColourOf {
  const known = levelsIn(cells, dimension);
  const own = dimension === 'layout' ? [...known.filter((name) => name !== 'native'), 'native'] : known;
  const numbers = new Map(
    [...new Set([...own, ...levelsIn(others, dimension)])].map((level, at) => [level, at]),
  );
  return (at) => {
    const level = levelIn(at, dimension);
    return level === null ? numbers.size : (numbers.get(level) ?? numbers.size);
  };
}
