import type { Results } from '../results';
import { type BarKind, barFigure } from './bars';
import { levelIn, levelsIn } from './dimensions';
import type { Figure, FigureView, NotDrawn } from './figure';
import { usualMeasure } from './measures';
import { cellsShown, nothingShown } from './shown';

/** The bars of the cells that have a factor, coloured by it. `why`: what is said to whoever has not varied it. */
export function factorFigure(
  results: Results,
  view: FigureView,
  kind: Pick<BarKind, 'id' | 'title'>,
  factor: string,
  why: string,
): Figure | NotDrawn {
  if (levelsIn(results.cells, factor).length < 2) return { why };
  const cells = cellsShown(results, view).filter((cell) => levelIn(cell, factor) !== null);
  if (cells.length === 0) return nothingShown(results);
  const levels = levelsIn(cells, factor);
  if (levels.length < 2)
    return { why: `Only ${factor}=${levels[0] ?? ''} is shown. Show more of its levels.` };
  const liking = { group: ['workload', 'layout'], colour: [factor] } as const;
  return barFigure(results, cells, { ...kind, liking }, usualMeasure(results), view);
}
