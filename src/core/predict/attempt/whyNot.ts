import type { GivenProfile } from '../../experiment/givenProfile';
import { threadsOf } from '../../experiment/ranks';
import type { Workload } from '../../experiment/workload';
import type { Layout } from '../../layout/layout';
import { profileOfCell, ranksOfCell, type CellSetup } from '../cell';
import { otherGrid } from '../profiles/authors';
import { kindOf } from '../profiles/kindOf';
import { currentValues } from '../currentValues';

/** Why the model has no answer, and what to do, in words. */
export interface Unpredicted {
  readonly what: string;
  readonly remedy: string;
}

/** null for a run that can be predicted. */
export function whyNot(setup: CellSetup): Unpredicted | null {
  const { workload, layout } = setup;
  if (hasUnknownThreads(workload, layout))
    return {
      what: `the model does not know what further threads of a rank of ${workload.title} do`,
      remedy: 'Give each rank one thread, or run it on a host.',
    };
  if (workload.suite === 'command' && workload.profile === null)
    return {
      what: `the model knows nothing of the program ${workload.title}`,
      remedy:
        'Say what it does: a `profile` in the experiment (docs/model/profiles.md). Or run it on a host.',
    };
  if (takesNoTime(workload.profile))
    return {
      what: `by its profile ${workload.title} does nothing that takes time`,
      remedy: 'Give it the operations of its timed region, or what passes between caches and memory.',
    };
  const grid = otherGrid(workload, ranksOfCell(setup));
  if (grid !== null)
    return {
      what: `the profile of ${workload.title} has a grid of ${grid} ranks, and ${ranksOfCell(setup)} are started`,
      remedy: 'Give its messages a grid of as many ranks, or a workload of its own to each number of ranks.',
    };
  if (profileOfCell(setup, currentValues) !== null) return null;
  return {
    what: `the model knows nothing of ${workload.title} with this launcher, class and number of ranks`,
    remedy: 'docs/model/profiles.md says which it knows; run the others on a host.',
  };
}

function takesNoTime(profile: GivenProfile | null): boolean {
  if (profile === null) return false;
  const { operations, barriers, traffic, messages, memoryBytes, touchedInTimedRegion } = profile;
  const sums = [operations, barriers, traffic.length, messages.length, memoryBytes * touchedInTimedRegion];
  return sums.every((sum) => sum === 0);
}

/** Of a rank that is a process only one thread is predicted. */
function hasUnknownThreads(workload: Workload, layout: Layout): boolean {
  return kindOf(workload) === 'processes' && threadsOf(workload, layout) > 1;
}
