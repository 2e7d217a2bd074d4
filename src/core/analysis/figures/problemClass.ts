import { factorFigure } from './byFactor';
import type { FigureKind } from './figure';

/** The same programs with more or less data. */
export const problemClass: FigureKind = {
  id: 'class',
  title: 'Problem classes',
  paper: [12],
  draw: (results, view) => factorFigure(results, view, problemClass, 'class', '["B", "C"]'),
};
