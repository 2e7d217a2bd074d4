import { referenceOf } from '../experiment/exclusion';
import type { Experiment } from '../experiment/experiment';
import type { Levels } from '../experiment/factors';
import { techniquesOf } from '../experiment/techniques';
import type { Workload } from '../experiment/workload';
import type { Layout, NicModel } from '../layout/layout';
import type { CellSetup } from './cell';
import { pagingModeOf } from './machines/pagingMode';

/** A layout, or `native`, with levels of the other factors: a session has them, and a cell of results. */
export interface Place {
  readonly layout: string;
  readonly levels: Levels;
}

/** What the model is asked of a program there, cold; null where the experiment has no such layout. */
export function setupOf(experiment: Experiment, place: Place, workload: Workload): CellSetup | null {
  const isNative = place.layout === 'native';
  const level = isNative
    ? referenceOf(experiment, workload)
    : experiment.layouts.find(({ name }) => name === place.layout);
  if (level === undefined) return null;
  const layout = withNic(level.layout, place.levels['nic']);
  const paging = place.levels['host.paging'];
  return {
    ...{ layout, isNative, workload, phase: 'cold', seed: experiment.seed },
    techniques: techniquesOf(experiment, place),
    // Where no factor says it, what the processor has.
    paging: paging === 'nested' || paging === 'shadow' ? paging : pagingModeOf(layout.machine),
  };
}

/** VMs with another card, as guests of such a level have it. */
function withNic(layout: Layout, nic: string | undefined): Layout {
  if (nic === undefined) return layout;
  const model = nic as NicModel;
  const vms = layout.vms.map((vm) => ({ ...vm, nics: vm.nics.map((one) => ({ ...one, model })) }));
  return { ...layout, vms };
}
