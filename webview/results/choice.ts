import type { FigureView } from '../../src/core/analysis/figures/figure';
import type { Dimension, FigureChoice, ShownFigure } from '../../src/protocol/results';

/** Whether a level is shown: all are of a dimension that is not named. */
export function isShown({ shown }: FigureView, dimension: string, level: string): boolean {
  return shown[dimension]?.includes(level) ?? true;
}

/** How many levels of a dimension are shown; those that are there no more do not count. */
export function shownLevels(view: FigureView, { id, levels }: Dimension): readonly string[] {
  return levels.filter((level) => isShown(view, id, level));
}

/** With a level shown or not. With all of them shown, the dimension needs no name. */
export function withLevel(view: FigureView, dimension: Dimension, level: string, on: boolean): FigureView {
  const { id, levels } = dimension;
  const left = levels.filter((one) => (one === level ? on : isShown(view, id, one)));
  const others = Object.fromEntries(Object.entries(view.shown).filter(([name]) => name !== id));
  return { ...view, shown: left.length === levels.length ? others : { ...others, [id]: left } };
}

/** Whether a figure is the one that was asked for last: of several quick choices the earlier ones are answered as well. */
export function isAnswerTo(asked: FigureChoice, { choice }: Pick<ShownFigure, 'choice'>): boolean {
  return (
    (asked.kind ?? choice.kind) === choice.kind && JSON.stringify(asked.view) === JSON.stringify(choice.view)
  );
}
