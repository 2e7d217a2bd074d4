import type { Random } from '../../src/core/experiment/random';
import type { Schedule } from '../../src/core/experiment/schedule';
import {
  attemptBegin,
  journalText,
  placement,
  runBegin,
  runEnd,
  type Said,
  sessionBegin,
} from '../unit/journal/lines';

export interface Shape {
  readonly blocks: number;
  readonly layouts: number;
  readonly native: boolean;
  readonly workloads: number;
  readonly runs: number;
}

/** A schedule with a session of each layout in each block; the second run of a program is a warm-up or warm. */
export function scheduleOf({ blocks, layouts, native, workloads, runs }: Shape): Schedule {
  const names = [...(native ? ['native'] : []), ...layoutNames(layouts)];
  const sessions = Array.from({ length: blocks }, (_, block) =>
    names.map((layout) => ({
      ...{ id: `s${block}${layout}`, block, layout, levels: {} },
      runs: Array.from({ length: workloads }, (_none, workload) =>
        Array.from({ length: runs }, (_nothing, index) => ({
          id: `r${block}${layout}w${workload}n${index}`,
          ...{ workload: `w${workload}`, history: index },
          phase: (['cold', 'warm', 'warmup'] as const)[Math.min(index, 2)] ?? 'warm',
        })),
      ).flat(),
    })),
  ).flat();
  return { blocks, sessions, boots: 0 };
}

export function layoutNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `l${index}`);
}

/** An attempt that has reached some block, with everything that can befall one an attempt, by chance: the higher `trouble`, the more of it. */
export function journalOf(schedule: Schedule, generator: Random, trouble: number, spread: number): string {
  const random = (): number => generator(1_000_000) / 1_000_000;
  const events: Said[] = [{ ...attemptBegin }];
  const chance = (share: number): boolean => random() < share * trouble;
  const ended: string[] = [];
  const seconds = (): number => Number(Math.exp(3 + spread * (random() - 0.5)).toFixed(6));
  const through = (session: Schedule['sessions'][number]): void => {
    const at = { block: session.block };
    const boot = chance(0.5) ? {} : { boot: events.length };
    events.push(sessionBegin(session.id, session.layout, ['vm0'], { ...at, ...boot }));
    if (chance(0.05)) events.push(placement(session.id, { ...at, run: null, ok: false }));
    for (const { id, workload, phase } of session.runs) {
      const own = { ...at, workload, phase };
      const origin = chance(0.02) ? { origin: 'rehearsed' } : {};
      if (!chance(0.03)) events.push(runBegin(session.id, id, { ...own, ...origin }));
      if (chance(0.1)) events.push(placement(session.id, { ...at, run: id, ok: random() < 0.5 }));
      if (chance(0.05)) events.push({ event: 'mark', session: session.id, ...at, run: null, what: 'odd' });
      if (chance(0.05)) {
        events.push({ event: 'session_end', session: session.id, ...at, state: 'failed' });
        return;
      }
      const state = chance(0.1) ? 'failed' : 'ok';
      events.push(runEnd(session.id, id, { ...own, state, wallSeconds: chance(0.02) ? 0 : seconds() }));
      ended.push(id);
      if (chance(0.03)) events.push(runEnd(session.id, id, { ...own, wallSeconds: seconds() }));
      if (chance(0.05)) events.push({ event: 'mark', session: session.id, ...at, run: id, what: 'late' });
    }
    events.push({ event: 'session_end', session: session.id, ...at, state: 'ok' });
  };
  const reached = 1 + Math.floor(random() * schedule.blocks);
  for (let block = 0; block < reached; block += 1) {
    const sessions = schedule.sessions.filter((session) => session.block === block);
    sessions.forEach(through);
    if (chance(0.1)) events.push({ event: 'attempt_end', block: null, state: 'failed' });
    const again = ended[Math.floor(random() * ended.length)];
    if (chance(0.2) && again !== undefined) events.push({ event: 'retry', block: null, run: again });
    if (chance(0.2)) sessions.slice(0, 1).forEach(through);
    if (!chance(0.1)) events.push({ event: 'block_end', block });
  }
  return journalText(events);
}
