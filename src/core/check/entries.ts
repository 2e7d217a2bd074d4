import type { Experiment } from '../experiment/experiment';
import type { Workload } from '../experiment/workload';
import type { Problem } from '../text/document';
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

/** The workloads that stand in the same entry as this one, itself included. */
export function entryOf(experiment: Experiment, workload: Workload): readonly Workload[] {
  return experiment.workloads.filter((other) => keyOf(other.path) === keyOf(workload.path));
}

/** For what is written once for a whole entry: what a check finds in the first of its workloads that has a problem. */
export function* firstInEachEntry(
  experiment: Experiment,
  check: (workload: Workload) => Iterable<Problem>,
): Iterable<Problem> {
  for (const entry of entriesOf(experiment)) {
    const found = entry.map((workload) => [...check(workload)]).find((problems) => problems.length > 0);
    yield* found ?? [];
  }
}
