import type { Machine } from '../topology/machine';
import type { Answer, Quantity } from './claims/question';

/**
 * The model as answers to questions about these machines. There is no mechanism yet, and it says so of every quantity:
 * what is not predicted counts as outside (claims/score.ts).
 */
export function answers(machines: readonly Machine[]): Answer {
  const known = new Set(machines.map(({ id }) => id));
  return ({ quantity, cell }) => ({
    notPredicted: known.has(cell.machine)
      ? `the model has no ${LACKS[quantity]} yet`
      : `there is no machine ${cell.machine}`,
  });
}

/** What must be in the model before it can answer. */
const LACKS: Readonly<Record<Quantity, string>> = {
  seconds: 'execution times',
  startUpSeconds: 'start of programs',
  systemSeconds: 'time in kernels',
  barrierSeconds: 'barriers',
  latencySeconds: 'messages',
  bytesPerSecond: 'messages',
  faultsByGuest: 'faults',
  faultsSeenByHost: 'faults',
  faultsUnmapped: 'faults',
  faultsRemoteSingle: 'faults',
  faultsRemoteMultiple: 'faults',
  faultsInTimedRegion: 'faults',
  farPages: 'placement of pages',
};
