import type { PlannedRun, Session } from '../../experiment/schedule';
import type { Workload } from '../../experiment/workload';
import { PART_WORDS, PARTS } from '../time/timeParts';
import type { PredictedRun } from './cellModel';

/** What stands where a program would have printed something: that none was started, and what its time is made of. */
export function outputOf(
  { parts, seconds, wallSeconds }: PredictedRun,
  of: { readonly run: PlannedRun; readonly workload: Workload; readonly session: Session },
): string {
  const { run, workload, session } = of;
  const rows: readonly (readonly [string, number])[] = [
    ['seconds', seconds],
    ...PARTS.map((part) => [`  ${PART_WORDS[part]}`, parts[part]] as const),
    ['with its start', wallSeconds],
  ];
  return [
    `Predicted by the model: ${workload.title} was not started (${run.id}, ${run.phase}, ${session.layout}, block ${session.block + 1}).`,
    ...rows.map(([word, value]) => `${word.padEnd(18)}${value.toPrecision(4)}`),
    '',
  ].join('\n');
}
