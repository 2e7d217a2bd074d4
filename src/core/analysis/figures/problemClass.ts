import { factorFigure } from './byFactor';
import type { FigureKind } from './figure';

const NOT_VARIED =
  'The experiment does not vary "class". Make it a factor: "factors": { "class": ["B", "C"] }.';

/** The same programs with more or less data. */
export const problemClass: FigureKind = {
  id: 'class',
  title: 'Problem classes',
  paper: [12],
  draw: (results, view) => factorFigure(results, view, problemClass, 'class', NOT_VARIED),
};
