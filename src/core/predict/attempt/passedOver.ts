import type { Experiment } from '../../experiment/experiment';
import type { Schedule } from '../../experiment/schedule';
import { leastBlocks } from '../../experiment/schedule';
import type { Collector } from '../../schema/generated/vmexperiment.types';
import { knownMachine } from '../machines/known';
import { currentValues } from '../currentValues';

/** What an experiment asks for and the model passes over, as the event `missing` tells it. */
export interface PassedOver {
  readonly part: string;
  readonly what: string;
  readonly remedy: string;
}

/** Factors that change what is predicted; `layout` is one of every experiment. */
const MODELLED: ReadonlySet<string> = new Set([
  ...['class', 'ranks', 'launcher', 'rankOrder', 'transport', 'technique', 'nic', 'host.paging'],
]);

/** Recorded as a host does: kinds of pages by VM, bytes by way. */
const GIVEN: ReadonlySet<Collector> = new Set(['pageKinds', 'networkBytes', 'regionBytes']);

export function passedOver(experiment: Experiment, schedule: Schedule): readonly PassedOver[] {
  return [
    ...factors(experiment),
    ...environment(experiment),
    ...collectors(experiment),
    ...machines(experiment),
    ...stopping(schedule),
    ...sharedSessions(schedule),
  ];
}

function factors({ factors: all }: Experiment): readonly PassedOver[] {
  return Object.entries(all)
    .filter(([name]) => !MODELLED.has(name))
    .map(([part, levels]) => ({
      part,
      what:
        levels.length > 1
          ? 'the model passes over this factor: all of its levels are predicted alike, which says nothing of them'
          : 'the model passes over this setting',
      remedy: 'Run it on a host to see what it does.',
    }));
}

function environment({ factors: all, workloads }: Experiment): readonly PassedOver[] {
  const names = new Set(workloads.flatMap(({ environment: own }) => Object.keys(own)));
  const others = [...names].filter((name) => !Object.hasOwn(all, `env.${name}`));
  if (others.length === 0) return [];
  const what = `the model passes over variables of programs: ${others.join(', ')}`;
  return [{ part: 'environment', what, remedy: 'Run them on a host to see what they do.' }];
}

function collectors({ collect }: Experiment): readonly PassedOver[] {
  return collect
    .filter((part) => !GIVEN.has(part))
    .map((part) => ({
      part,
      what: 'the model does not give it',
      remedy: 'A host, or the rehearsal machine, records it.',
    }));
}

function machines({ layouts }: Experiment): readonly PassedOver[] {
  const ids = new Set(layouts.map(({ layout }) => layout.machine.id));
  return [...ids]
    .filter((id) => knownMachine(id, currentValues) === null)
    .map((id) => ({
      part: `machine ${id}`,
      what: 'the model has no speeds of this machine and takes those that servers have, by its cores and distances',
      remedy: 'Slowdowns say more than seconds here; docs/model/machines.md tells what is taken.',
    }));
}

function stopping(schedule: Schedule): readonly PassedOver[] {
  if (schedule.precision === undefined) return [];
  return [
    {
      part: 'precision',
      what: `predicted are the ${leastBlocks(schedule)} blocks that are run in any case: what is not known of the model does not shrink with more`,
      remedy: 'Name another number of blocks with --blocks.',
    },
  ];
}

function sharedSessions({ sessions }: Schedule): readonly PassedOver[] {
  const isShared = sessions.some(
    ({ layout, runs }) => layout !== 'native' && new Set(runs.map(({ workload }) => workload)).size > 1,
  );
  if (!isShared) return [];
  return [
    {
      part: 'sessions',
      what: 'each program is predicted as if it had its session for itself: what other programs leave in the memory of VMs is passed over',
      remedy: 'With a cold phase each program has sessions of its own.',
    },
  ];
}
