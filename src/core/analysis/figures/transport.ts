import type { Results } from '../results';
import { factorFigure } from './byFactor';
import { levelsIn } from './dimensions';
import type { FigureKind } from './figure';
import { joined } from './words';

/**
 * Factors that choose what messages travel over: the lab's own, then the switches of stock MPI libraries (Open MPI's PML
 * and BTL, UCX, libfabric), each as its documentation names it.
 */
const CHOOSERS = ['transport', 'env.OMPI_MCA_pml', 'env.OMPI_MCA_btl', 'env.UCX_TLS', 'env.FI_PROVIDER'];

const NOT_VARIED = `The experiment does not vary what messages travel over. Make it a factor: "factors": { "transport": ["network", "shared"] }, with a region in the layouts that its VMs share. These count: ${CHOOSERS.join(', ')}.`;

/** The same programs over one transport and over another. */
export const transport: FigureKind = {
  id: 'transport',
  title: 'Transports',
  paper: [7, 10, 11],
  draw(results, view) {
    const chooser = chooserOf(results);
    const drawn = factorFigure(results, view, transport, chooser, NOT_VARIED);
    if ('why' in drawn || chooser !== 'transport') return drawn;
    return { ...drawn, legend: joined([drawn.legend, NATIVELY]) };
  },
};

const NATIVELY =
  "natively ranks use the runtime's own shared memory whatever the transport, and so do ranks within a VM over the network";

function chooserOf({ cells }: Results): string {
  return CHOOSERS.find((factor) => levelsIn(cells, factor).length > 1) ?? 'transport';
}
