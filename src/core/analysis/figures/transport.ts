import type { Results } from '../results';
import { factorFigure } from './byFactor';
import { levelsIn } from './dimensions';
import type { FigureKind } from './figure';

/**
 * Factors that choose what messages travel over: the lab's own, then the switches of stock MPI libraries (Open MPI's PML
 * and BTL, UCX, libfabric), each as its documentation names it.
 */
const CHOOSERS = ['transport', 'env.OMPI_MCA_pml', 'env.OMPI_MCA_btl', 'env.UCX_TLS', 'env.FI_PROVIDER'];

const NOT_VARIED = `The experiment does not vary what messages travel over. Make it a factor, with Open MPI for example: "factors": { "env.OMPI_MCA_btl": ["self,tcp", "self,vader,tcp"] }. These count: ${CHOOSERS.join(', ')}.`;

/** The same programs over one transport and over another. */
export const transport: FigureKind = {
  id: 'transport',
  title: 'Transports',
  paper: [7, 10, 11],
  draw: (results, view) => factorFigure(results, view, transport, chooserOf(results), NOT_VARIED),
};

function chooserOf({ cells }: Results): string {
  return CHOOSERS.find((factor) => levelsIn(cells, factor).length > 1) ?? 'transport';
}
