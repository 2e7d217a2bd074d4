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

/** Of what belongs to sessions: by their layout, and by the factors of which they have a level. */
export function sessionsShown<T extends Pick<CellResult, 'layout' | 'levels'>>(
  sessions: readonly T[],
  { shown }: Pick<FigureView, 'shown'>,
): readonly T[] {
  return sessions.filter(({ layout, levels }) =>
    Object.entries({ ...levels, layout }).every(([id, level]) => shown[id]?.includes(level) ?? true),
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
