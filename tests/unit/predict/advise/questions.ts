import type { AdviceQuestion } from '../../../../src/core/predict/advise/advise';
import { programNamed, type AdvisedProgram } from '../../../../src/core/predict/advise/programs';
import type { CutConstraints } from '../../../../src/core/predict/advise/space';
import { asTopologyDocument } from '../../../../src/core/schema/validate';
import { machineFromDocument } from '../../../../src/core/topology/fromDocument';
import type { Machine } from '../../../../src/core/topology/machine';

export const ANY: CutConstraints = {
  vms: [1, Infinity],
  memory: ['firstTouch'],
  transports: ['shared', 'network'],
  isIsolated: false,
  sizes: 'equal',
};

export function program(name: string): AdvisedProgram {
  const found = programNamed(name);
  if (found === null) throw new Error(name);
  return found;
}

/** A question without draws and sensitivity. */
export function question(
  machine: Machine,
  programs: readonly string[],
  constraints: Partial<CutConstraints> = {},
): AdviceQuestion {
  return {
    ...{ machine, programs: programs.map(program), constraints: { ...ANY, ...constraints } },
    ...{ top: 1, phase: 'warm', paging: 'nested', isSensitivityWanted: false, drawn: [] },
  };
}

/** A machine made up by hwloc's notation. */
export function madeUp(synthetic: string, more: object = {}): Machine {
  const document = { version: 1, id: 'made-up', title: 'made up', source: 'a test', synthetic };
  const topology = asTopologyDocument({ ...document, memoryPerNode: '16GiB', pageSizes: ['4KiB'], ...more });
  if (topology === null) throw new Error(`${synthetic} is not valid`);
  return machineFromDocument(topology, '').machine;
}
