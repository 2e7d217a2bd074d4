import type { ExperimentDocument } from '../schema/generated/vmexperiment.types';

/** Over the network and through shared memory. */
export const bothTransports: NonNullable<ExperimentDocument['factors']> = {
  transport: ['network', 'shared'],
};

/** What the levels are, as lines of a comment. */
export const aboutTransports: readonly string[] = [
  'Natively, and in one VM alone, ranks use the shared memory of their runtime at both levels: runs of both are',
  'repetitions there. Results say how many bytes went which way, and leave out runs whose data took the wrong one.',
  'VMs that share a region can read and write all of it.',
];
