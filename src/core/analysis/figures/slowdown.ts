import { hasBaseline } from './baseline';
import { barFigure } from './bars';
import type { FigureKind } from './figure';
import { NO_BASELINE, SLOWDOWN } from './measures';
import { cellsShown } from './shown';

/** What each layout costs or gains against the bare machine, program by program, and over all of them. */
export const slowdown: FigureKind = {
  id: 'slowdown',
  title: SLOWDOWN.title,
  paper: [10, 11],
  draw: (results, view) =>
    hasBaseline(results)
      ? barFigure(results, cellsShown(results, view), { ...slowdown, liking: LIKING }, SLOWDOWN, view)
      : NO_BASELINE,
};

const LIKING = { group: ['workload', 'layout'], colour: ['layout', 'phase'] } as const;
