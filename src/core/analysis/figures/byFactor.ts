import type { Results } from '../results';
import { type BarKind, barFigure } from './bars';
import { levelIn, levelsIn } from './dimensions';
import type { Figure, FigureView, NotDrawn } from './figure';
import { usualMeasure } from './measures';
import { cellsShown, nothingShown } from './shown';

/**
 * The bars of the cells that have a factor, coloured by it. `example`: two levels of it as a document writes them, for
 * whoever has not varied it.
 */
export function factorFigure(
  results: Results,
  view: FigureView,
  kind: Pick<BarKind, 'id' | 'title'>,
  factor: string,
  example: string,
): Figure | NotDrawn {
  if (levelsIn(results.cells, factor).length < 2) return { why: notVaried(factor, example) };
  const cells = cellsShown(results, view).filter((cell) => levelIn(cell, factor) !== null);
  if (cells.length === 0) return nothingShown(results);
  const levels = levelsIn(cells, factor);
  if (levels.length < 2)
    return { why: `Only ${factor}=${levels[0] ?? ''} is shown. Show more of its levels.` };
  const liking = { group: ['workload', 'layout'], colour: [factor] } as const;
  return barFigure(results, cells, { ...kind, liking }, usualMeasure(results), view);
}

function notVaried(factor: string, example: string): string {
  return `The experiment does not vary "${factor}". Make it a factor: "factors": { "${factor}": ${example} }.`;
}
