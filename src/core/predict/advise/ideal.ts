import type { Phase } from '../../experiment/experiment';
import type { Workload } from '../../experiment/workload';
import { runsOn } from '../cell';
import type { FittedValues } from '../fittedParameters';
import { latencyBetween, type MachineParameters } from '../machines/machine';
import { parametersOf } from '../machines/parametersOf';
import { messageSeconds } from '../paths/path';
import { memoryPath } from '../paths/memoryPath';
import { NO_MESSAGE } from '../messages/times';
import type { RunInput } from '../time/runInput';
import { communicationOfRun } from '../time/runTime';
import { leastSeconds } from './bound';
import { cutLayout } from './cutLayout';
import type { AdviceGround } from './ground';
import { wideCut } from './model';

interface Setting {
  readonly phase: Phase;
  readonly paging: 'nested' | 'shadow';
  readonly values: FittedValues;
}

/**
 * Seconds that a program cannot stay below in any cut of a ground: natively, with no guest's text in the caches; no line
 * waits for another and each comes from the nearest memory; all memory of the machine is as busy as it can be; every message goes through
 * memory at the least latency, alone; no lock, no first touch. null where nothing is known of the program.
 */
export function idealSeconds(ground: AdviceGround, workload: Workload, setting: Setting): number | null {
  const layout = cutLayout(wideCut(ground), ground);
  const run = runsOn(
    {
      ...{ ...setting, layout, workload: { ...workload, transport: 'shared' } },
      ...{ isNative: true, techniques: [], seed: 1, drawn: [] },
    },
    [[]],
  )?.stated[0];
  if (run === undefined) return null;
  const machine = parametersOf(ground.machine, setting.values);
  const path = memoryPath(machine, leastLatency(machine, ground), 'ranks', setting.values);
  const ideal: RunInput = {
    ...run,
    messages: {
      ...run.messages,
      timesOf: (_kind, bytes) => ({ ...NO_MESSAGE, seconds: messageSeconds(path, bytes) }),
    },
  };
  return leastSeconds(ideal, communicationOfRun(ideal), false);
}

/** Between two nodes with PUs; that of a node to itself, nearly always. */
function leastLatency(machine: MachineParameters, { nodes }: AdviceGround): number {
  const all = nodes.flatMap(({ node: from }) =>
    nodes.map(({ node: to }) => latencyBetween(machine, from, to)?.value ?? Infinity),
  );
  return Math.min(...all);
}
