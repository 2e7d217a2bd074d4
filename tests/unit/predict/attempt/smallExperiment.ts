import type { Experiment } from '../../../../src/core/experiment/experiment';
import { experimentFromDocument } from '../../../../src/core/experiment/fromDocument';
import { scheduleOf } from '../../../../src/core/experiment/schedule';
import { layoutFromDocument } from '../../../../src/core/layout/fromDocument';
import {
  predictAttempt,
  type AttemptToPredict,
  type PredictedPiece,
} from '../../../../src/core/predict/attempt/predictAttempt';
import type { JournalEvent } from '../../../../src/core/schema/generated/journal-event.types';
import type { ExperimentDocument, Workload } from '../../../../src/core/schema/generated/vmexperiment.types';
import type { LayoutDocument } from '../../../../src/core/schema/generated/vmlayout.types';
import { builtIn } from '../machines/builtIn';

const CUTS: Readonly<Record<string, LayoutDocument['partition']>> = {
  wide: { vms: 1 },
  perNode: { per: 'node' },
};

export const CG: Workload = {
  ...{ suite: 'npb', programs: ['cg'], class: 'B', directory: '/opt/npb', launcher: 'mpi' },
};

/** CG in one VM and in one for each node of the paper's machine, three blocks. */
export function smallExperiment(
  more: Partial<ExperimentDocument> = {},
  machine = 'barcelona-4x4',
): Experiment {
  const levels = Object.entries(CUTS).map(([name, partition]) => {
    const doc: LayoutDocument = {
      ...{ version: 1, machine, partition: partition ?? {} },
      regions: { shared: { size: '256MiB' } },
      defaults: { regions: ['shared'] },
    };
    const { layout } = layoutFromDocument(doc, builtIn(machine), name);
    return { name, layout, path: ['layouts'] };
  });
  const doc: ExperimentDocument = {
    ...{ version: 1, layouts: ['wide', 'perNode'], workloads: [CG], phases: ['cold', 'warm'] },
    ...{ replicates: 3, seed: 5, order: 'randomized', ...more },
  };
  return experimentFromDocument(doc, levels, 'small').experiment;
}

export function toPredict(experiment: Experiment, more: Partial<AttemptToPredict> = {}): AttemptToPredict {
  return {
    ...{ experiment, schedule: scheduleOf(experiment), attempt: 'a1', plan: 'cafe', tool: '0' },
    ...{ beganSeconds: 1_000_000, ...more },
  };
}

export function piecesOf(
  experiment: Experiment,
  more: Partial<AttemptToPredict> = {},
): readonly PredictedPiece[] {
  return [...predictAttempt(toPredict(experiment, more))];
}

export function eventsOf(
  experiment: Experiment,
  more: Partial<AttemptToPredict> = {},
): readonly JournalEvent[] {
  return piecesOf(experiment, more).flatMap(({ events }) => events);
}

/** Those of one kind. */
export function only<K extends JournalEvent['event']>(
  events: readonly JournalEvent[],
  kind: K,
): readonly Extract<JournalEvent, { event: K }>[] {
  return events.filter((one): one is Extract<JournalEvent, { event: K }> => one.event === kind);
}
