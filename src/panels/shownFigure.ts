import { figureFor, kindFor } from '../core/analysis/figures/kinds';
import type { Results } from '../core/analysis/results';
import { printableData } from '../core/text/printable';
import type { FigureChoice, ShownFigure } from '../protocol/results';

/** The figure that a person has chosen, of an attempt and of the one beside it; the usual one where none is, or of a kind that is no more. */
export function shownFigure(
  results: Results,
  { kind, view }: FigureChoice,
  other: Results | null,
): ShownFigure {
  const { id } = kindFor(results, kind);
  // Hosts, guests and other people's documents have had their say in these.
  return { choice: { kind: id, view }, drawn: printableData(figureFor(results, id, view, other)) };
}
