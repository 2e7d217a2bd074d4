import { lastReading, type LastReading } from '../core/analysis/lastReading';
import { levelsInWords } from '../core/experiment/factors';
import type { AttemptState } from '../core/journal/state';
import type { MeasuredMemory } from '../core/picture/measuredMemory';
import type { PlanDocument } from '../core/plan/planDocument';

/**
 * Where an attempt found the memory of a layout's VMs last; null before its first reading. Hosts read it when VMs are up
 * and after each run, and the journal says it at once: samples are finer, and come when their session has ended.
 */
export function measuredMemory(
  state: AttemptState,
  plan: Pick<PlanDocument, 'schedule' | 'factors'>,
  layout: string,
): MeasuredMemory | null {
  const reading = lastReading(state, layout);
  if (reading === null) return null;
  const levels = levelsInWords(reading.run.levels, plan.factors);
  const text = `thin bars: memory read ${whenRead(reading.run, plan)}, ${state.attempt}`;
  return {
    note: { origin: state.origin, text: levels === '' ? text : `${text} (${levels})` },
    vms: reading.vms,
  };
}

/** `after run 3 of 4`, counted within its session; `at run 1 of 4` of one that goes on. */
function whenRead(
  { run, session, state }: LastReading['run'],
  { schedule }: Pick<PlanDocument, 'schedule'>,
): string {
  const when = state === 'running' ? 'at' : 'after';
  const runs = schedule.sessions.find(({ id }) => id === session)?.runs ?? [];
  const place = runs.findIndex(({ id }) => id === run);
  return place === -1 ? `${when} run ${run}` : `${when} run ${place + 1} of ${runs.length}`;
}
