import type { Results } from '../results';
import { hasBaseline } from './baseline';
import { coldWarm } from './coldWarm';
import { comparisons } from './comparisons';
import { distribution } from './distribution';
import type { FigureKind } from './figure';
import { order } from './order';
import { problemClass } from './problemClass';
import { slowdown } from './slowdown';
import { sockets } from './sockets';
import { time } from './time';
import { transport } from './transport';

/** Every kind of figure, in the order in which they are offered. docs/figures.md says how one is added. */
export const FIGURE_KINDS: readonly FigureKind[] = [
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

/** null for an id that no kind has. */
export function kindById(id: string): FigureKind | null {
  return FIGURE_KINDS.find((kind) => kind.id === id) ?? null;
}
