import type { Experiment } from '../experiment/experiment';
import type { Workload } from '../experiment/workload';
import { keyOf } from './inherited';

/**
 * Workloads as they stand in the document: the programs of one NPB entry together, because launcher, ranks and threads
 * are written once for all of them. No group is empty.
 */
export function entriesOf(experiment: Experiment): readonly (readonly [Workload, ...Workload[]])[] {
  const entries = new Map<string, [Workload, ...Workload[]]>();
  for (const workload of experiment.workloads) {
    const entry = entries.get(keyOf(workload.path));
    if (entry === undefined) entries.set(keyOf(workload.path), [workload]);
    else entry.push(workload);
  }
  return [...entries.values()];
}
