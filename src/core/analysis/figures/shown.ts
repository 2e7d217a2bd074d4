import type { CellResult, Results } from '../results';
import { levelIn } from './dimensions';
import type { FigureView, NotDrawn } from './figure';

/** Nothing filtered, grouped and coloured as each kind likes it. */
export const WHOLE_VIEW: FigureView = { shown: {}, group: null, colour: null, paper: false };

/** A cell that has no level in a dimension is shown whatever is chosen there: natively nothing is the guests' own. */
export function cellsShown(
  { cells }: Pick<Results, 'cells'>,
  { shown }: Pick<FigureView, 'shown'>,
): readonly CellResult[] {
  const wanted = Object.entries(shown).map(([id, levels]) => ({ id, levels: new Set(levels) }));
  return cells.filter((cell) =>
    wanted.every(({ id, levels }) => {
      const level = levelIn(cell, id);
      return level === null || levels.has(level);
    }),
  );
}

/** Why there is nothing to draw of no cells. */
export function nothingShown({ cells }: Pick<Results, 'cells'>): NotDrawn {
  return {
    why:
      cells.length === 0
        ? 'The plan has no cells.'
        : 'Nothing is left of what is chosen to be shown. Show more layouts, programs, phases or levels.',
  };
}
