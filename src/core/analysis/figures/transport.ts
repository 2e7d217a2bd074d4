import { factorFigure } from './byFactor';
import type { FigureKind } from './figure';

/** Ranks of different VMs that reach each other over the network or through shared memory. */
export const transport: FigureKind = {
  id: 'transport',
  title: 'Network against shared memory between VMs',
  paper: [7, 10, 11],
  draw: (results, view) => factorFigure(results, view, transport, 'transport', '["network", "shared"]'),
};
