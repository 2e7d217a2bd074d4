import type { Workload } from '../../experiment/workload';
import { currentValues } from '../currentValues';
import type { FittedValues } from '../fittedParameters';
import { hplProfile } from './hpl';
import { authorsProfile } from './authors';
import { npbProfile } from './npb/profile';
import { pairsProfile } from './pairs';
import type { Profile } from './profile';

/**
 * What a workload does with so many ranks: processes, or threads with OpenMP. null where nothing is known: commands whose
 * author gives no profile, NPB's class E, inputs of HPCC with several systems, numbers of ranks with which the program
 * cannot run.
 */
export function profileOf(
  workload: Workload,
  ranks: number,
  values: FittedValues = currentValues,
): Profile | null {
  if (!Number.isInteger(ranks) || ranks < 1) return null;
  switch (workload.suite) {
    case 'npb':
      return npbProfile(workload, ranks, values);
    case 'hpcc':
      return hplProfile(workload, ranks, values);
    case 'pairs':
      return pairsProfile(workload, ranks, values);
    case 'command':
      return authorsProfile(workload, ranks, values);
  }
}
