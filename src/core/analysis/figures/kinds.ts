import type { Results } from '../results';
import { hasBaseline } from './baseline';
import { coldWarm } from './coldWarm';
import { comparisons } from './comparisons';
import { distribution } from './distribution';
import type { Figure, FigureKind, FigureView, NotDrawn } from './figure';
import { order } from './order';
import { problemClass } from './problemClass';
import { slowdown } from './slowdown';
import { sockets } from './sockets';
import { time } from './time';
import { transport } from './transport';

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
];

/** The kind that is shown first. */
export function usualKind(results: Results): FigureKind {
  return hasBaseline(results) ? slowdown : time;
}

/** The figure of a kind, the usual one where there is none of that id; or why these results make none. */
export function figureFor(results: Results, id: string, view: FigureView): Figure | NotDrawn {
  const kind = figureKinds.find((one) => one.id === id) ?? usualKind(results);
  return kind.draw(results, view);
}
