import { referenceOf } from '../../experiment/exclusion';
import type { Experiment, Phase } from '../../experiment/experiment';
import type { Levels } from '../../experiment/factors';
import { techniquesOf } from '../../experiment/techniques';
import type { Workload } from '../../experiment/workload';
import type { Layout, NicModel } from '../../layout/layout';
import type { CellSetup } from '../cell';

/** A cell as results name it. */
export interface NamedCell {
  readonly layout: string;
  /** Title of the program. */
  readonly workload: string;
  /** Of all factors, those of the program's variant among them. */
  readonly levels: Levels;
  readonly phase: Phase;
}

/** What the model is asked of a cell of an experiment; null where the experiment has no such cell. */
export function cellSetup(experiment: Experiment, cell: NamedCell): CellSetup | null {
  const workload = experiment.workloads.find((one) => isVariant(one, cell));
  if (workload === undefined) return null;
  const isNative = cell.layout === 'native';
  const level = isNative
    ? referenceOf(experiment, workload)
    : experiment.layouts.find(({ name }) => name === cell.layout);
  if (level === undefined) return null;
  const layout = withNic(level.layout, cell.levels['nic']);
  return {
    ...{ layout, isNative, workload, phase: cell.phase, seed: experiment.seed },
    techniques: techniquesOf(experiment, cell),
    paging: pagingOf(cell.levels['host.paging'], layout.machine.id),
  };
}

/** Where no factor says it, what the processor has: of those whose speeds are known the Xeon E7310 alone has no second level. */
function pagingOf(level: string | undefined, machine: string): CellSetup['paging'] {
  if (level === 'nested' || level === 'shadow') return level;
  return machine.startsWith('tigerton') ? 'shadow' : 'nested';
}

function isVariant({ title, levels }: Workload, cell: NamedCell): boolean {
  return title === cell.workload && Object.entries(levels).every(([name, own]) => cell.levels[name] === own);
}

function withNic(layout: Layout, nic: string | undefined): Layout {
  if (nic === undefined) return layout;
  const model = nic as NicModel;
  const vms = layout.vms.map((vm) => ({ ...vm, nics: vm.nics.map((one) => ({ ...one, model })) }));
  return { ...layout, vms };
}
