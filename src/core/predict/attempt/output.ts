import type { PlannedRun, Session } from '../../experiment/schedule';
import type { Workload } from '../../experiment/workload';
import type { TimeParts } from '../time/timeParts';
import type { PredictedRun } from './cellModel';

/** What stands where a program would have printed something: that none was started, and what its time is made of. */
export function outputOf(
  { parts, seconds, wallSeconds }: PredictedRun,
  of: { readonly run: PlannedRun; readonly workload: Workload; readonly session: Session },
): string {
  const { run, workload, session } = of;
  const rows: readonly (readonly [string, number])[] = [
    ['seconds', seconds],
    ...(Object.entries(WORDS) as [keyof TimeParts, string][]).map(
      ([part, word]) => [`  ${word}`, parts[part]] as const,
    ),
    ['with its start', wallSeconds],
  ];
  return [
    `Predicted by the model: ${workload.title} was not started (${run.id}, ${run.phase}, ${session.layout}, block ${session.block + 1}).`,
    ...rows.map(([word, value]) => `${word.padEnd(18)}${value.toPrecision(4)}`),
    '',
  ].join('\n');
}

const WORDS: Readonly<Record<keyof TimeParts, string>> = {
  computeSeconds: 'compute',
  memorySeconds: 'memory',
  communicationSeconds: 'communication',
  contentionSeconds: 'contention',
  virtualisationSeconds: 'virtualisation',
};
