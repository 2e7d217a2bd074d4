import { figureFor, figureKinds } from '../core/analysis/figures/kinds';
import type { Results } from '../core/analysis/results';
import { printableData } from '../core/text/printable';
import type { FigureChoice, ShownFigure } from '../protocol/results';

/** The figure that a person has chosen; of a kind that is no more, the first. */
export function shownFigure(results: Results, { kind, view }: FigureChoice): ShownFigure {
  const found = figureKinds.find(({ id }) => id === kind) ?? figureKinds[0];
  const id = found?.id ?? '';
  // Hosts, guests and other people's documents have had their say in these.
  return { choice: { kind: id, view }, drawn: printableData(figureFor(results, id, view)) };
}
