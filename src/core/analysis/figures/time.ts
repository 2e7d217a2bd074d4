import { barFigure } from './bars';
import type { FigureKind } from './figure';
import { TIME } from './measures';
import { cellsShown } from './shown';

/** Seconds of each layout, the native machine among them. */
export const time: FigureKind = {
  id: 'time',
  title: TIME.title,
  paper: [],
  draw: (results, view) =>
    barFigure(results, cellsShown(results, view), { ...time, liking: LIKING }, TIME, view),
};

const LIKING = { group: ['workload', 'layout'], colour: ['layout', 'phase'] } as const;
