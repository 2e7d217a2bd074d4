import { referenceOf } from './exclusion';
import type { Experiment } from './experiment';
import { nativePlacement, type RankPlace } from './ranks';
import type { Workload } from './workload';

/**
 * Where a workload's ranks run in the native sessions of an experiment: as in the first layout in which it runs. Empty
 * for an experiment without layouts.
 */
export function nativeReference(experiment: Experiment, workload: Workload): readonly RankPlace[] {
  const reference = referenceOf(experiment, workload);
  return reference === undefined ? [] : nativePlacement(workload, reference.layout);
}
