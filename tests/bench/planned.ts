import { experimentFromDocument } from '../../src/core/experiment/fromDocument';
import type { Experiment, LayoutLevel } from '../../src/core/experiment/experiment';
import { layoutFromDocument } from '../../src/core/layout/fromDocument';
import type { ExperimentDocument } from '../../src/core/schema/generated/vmexperiment.types';
import type { Machine } from '../../src/core/topology/machine';

/** Cuts of a machine into so many VMs each, `cut1`, `cut2` and so on. */
export function cutsOf(machine: Machine, counts: readonly number[]): readonly LayoutLevel[] {
  return counts.map((vms, index): LayoutLevel => {
    const document = {
      version: 1,
      machine: 'bench',
      partition: { vms },
      defaults: { memory: '1GiB' },
    } as const;
    const { layout } = layoutFromDocument(document, machine, `cut${vms}`);
    return { name: `cut${vms}`, layout, path: ['layouts', index] };
  });
}

/** 8 programs natively and in these cuts, with these factors. */
export function experimentOf(cuts: readonly LayoutLevel[], more: Partial<ExperimentDocument>): Experiment {
  const document: ExperimentDocument = {
    version: 1,
    layouts: cuts.map(({ name }) => name),
    workloads: [
      {
        ...{ suite: 'npb', class: 'B', directory: '/opt/npb', launcher: 'mpi' },
        programs: ['bt', 'cg', 'ep', 'ft', 'is', 'lu', 'mg', 'sp'],
      },
    ],
    ...more,
  };
  return experimentFromDocument(document, cuts, 'bench').experiment;
}
