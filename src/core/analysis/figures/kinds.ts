import type { Results } from '../results';
import { agreement } from './agreement';
import { hasBaseline } from './baseline';
import { coldWarm } from './coldWarm';
import { comparisons } from './comparisons';
import { countsBeside } from './countsAgainst';
import { withCut } from './cut';
import { distribution } from './distribution';
import { faults } from './faults';
import { withFewBars } from './fewBars';
import type { Figure, FigureKind, FigureView, NotDrawn } from './figure';
import { guestMemory } from './guestMemory';
import { leak } from './leak';
import { locality } from './locality';
import { order } from './order';
import { pageKinds } from './pageKinds';
import { problemClass } from './problemClass';
import { WHOLE_VIEW } from './shown';
import { slowdown } from './slowdown';
import { sockets } from './sockets';
import { techniques } from './techniques';
import { time } from './time';
import { transport } from './transport';
import { usedByNode } from './usedByNode';

/** Every kind of figure, in the order in which they are offered. docs/figures.md says how one is added. */
export const figureKinds: readonly FigureKind[] = [
  slowdown,
  time,
  coldWarm,
  sockets,
  transport,
  problemClass,
  comparisons,
  distribution,
  order,
  guestMemory,
  locality,
  pageKinds,
  usedByNode,
  faults,
  leak,
  techniques,
  agreement,
  countsBeside,
];

/** The kind that is shown first. The machine alone is held against nothing. */
export function usualKind(results: Results): FigureKind {
  return hasBaseline(results) && results.cells.some(({ layout }) => layout !== 'native') ? slowdown : time;
}

/** The kind of an id; the usual one for null and where there is none of that id. */
export function kindFor(results: Results, id: string | null): FigureKind {
  return figureKinds.find((one) => one.id === id) ?? usualKind(results);
}

/** The figure of a kind, the usual one where there is none of that id; or why these results make none. */
export function figureFor(
  results: Results,
  id: string,
  view: FigureView,
  other: Results | null = null,
): Figure | NotDrawn {
  const drawn = kindFor(results, id).draw(results, view, other);
  return 'why' in drawn ? drawn : withCut(withFewBars(drawn));
}

/** Every figure that these results make, for exports, which show all of them. */
export function figuresOf(results: Results): readonly Figure[] {
  return figureKinds.flatMap((kind) => {
    const drawn = figureFor(results, kind.id, WHOLE_VIEW);
    return 'why' in drawn ? [] : [drawn];
  });
}
