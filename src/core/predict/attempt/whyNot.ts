import { threadsOf } from '../../experiment/ranks';
import type { Workload } from '../../experiment/workload';
import type { Layout } from '../../layout/layout';
import { kindOf, profileOfCell, type CellSetup } from '../cell';
import { currentValues } from '../currentValues';

/** Why the model has no answer, and what to do, in words. */
export interface Unpredicted {
  readonly what: string;
  readonly remedy: string;
}

/** null for a run that can be predicted. */
export function whyNot(setup: CellSetup): Unpredicted | null {
  const { workload, layout } = setup;
  if (workload.suite === 'command')
    return {
      what: `the model knows nothing of the program ${workload.title}`,
      remedy: 'Run it on a host, or on rehearsal for its placement: the model knows NPB, HPCC and pairs.',
    };
  if (hasUnknownThreads(workload, layout))
    return {
      what: `the model does not know what further threads of a rank of ${workload.title} do`,
      remedy: 'Give each rank one thread, or run it on a host.',
    };
  if (profileOfCell(setup, currentValues) !== null) return null;
  return {
    what: `the model knows nothing of ${workload.title} with this launcher, class and number of ranks`,
    remedy: 'docs/model/profiles.md says which it knows; run the others on a host.',
  };
}

/** Of a rank that is a process only one thread is predicted. */
function hasUnknownThreads(workload: Workload, layout: Layout): boolean {
  return kindOf(workload) === 'processes' && threadsOf(workload, layout) > 1;
}
