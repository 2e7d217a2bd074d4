import type { Experiment, Phase } from '../../experiment/experiment';
import type { Workload } from '../../experiment/workload';
import type { CellSetup } from '../cell';
import { setupOf, type Place } from '../cellSetup';

/** A cell as results name it. Its levels are those of all factors, those of the program's variant among them. */
export interface NamedCell extends Place {
  /** Title of the program. */
  readonly workload: string;
  readonly phase: Phase;
}

/** What the model is asked of a cell of an experiment; null where the experiment has no such cell. */
export function cellSetup(experiment: Experiment, cell: NamedCell): CellSetup | null {
  const workload = experiment.workloads.find((one) => isVariant(one, cell));
  const setup = workload === undefined ? null : setupOf(experiment, cell, workload);
  return setup === null ? null : { ...setup, phase: cell.phase };
}

function isVariant({ title, levels }: Workload, cell: NamedCell): boolean {
  return title === cell.workload && Object.entries(levels).every(([name, own]) => cell.levels[name] === own);
}
