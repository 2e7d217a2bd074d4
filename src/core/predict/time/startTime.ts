import type { TouchCounts } from '../paging/paging';
import { touchSeconds } from './firstTouches';
import { memorySeconds, type MemoryLoad } from './memoryQueues';
import { populationOf, type SilentRun } from './runTime';
import type { SystemOfRun, ThreadOfRun } from './runInput';

/**
 * Seconds from the start of a program to its timed region: it touches its memory for the first time and sets it up. What
 * a launcher takes to start processes is not in it.
 */
export function startUpSeconds({ threads, systems, memory, work, costs }: SilentRun): number {
  const load = ({ coreUsers }: ThreadOfRun): MemoryLoad => ({
    ...{ lines: work.startLines, computeSeconds: 0 },
    linesInFlight: Math.max(1, work.sequentialInFlight / coreUsers),
  });
  const waiting = memorySeconds(memory, threads, load, costs.overlapShare);
  const population = populationOf(threads, systems.length);
  const touching = systems.map(({ startTouches, paging }, at) =>
    touchSeconds(startTouches, population[at] ?? 0, paging, costs),
  );
  return threads.reduce((longest, { system }, at) => {
    const { kernel, host, lockWait } = touching[system] ?? { kernel: 0, host: 0, lockWait: 0 };
    return Math.max(longest, (waiting[at] ?? 0) + kernel + host + lockWait);
  }, 0);
}

/** Seconds that kernels and the hypervisor spend on first touches during a whole run, of all threads together. */
export function systemSeconds({ threads, systems, costs }: SilentRun): number {
  const population = populationOf(threads, systems.length);
  return systems.reduce((sum, system, at) => {
    const count = population[at] ?? 0;
    const { kernel, host } = touchSeconds(all(system), count, system.paging, costs);
    return sum + count * (kernel + host);
  }, 0);
}

function all({ startTouches, timedTouches }: SystemOfRun): TouchCounts {
  return {
    guest: startTouches.guest + timedTouches.guest,
    unmapped: startTouches.unmapped + timedTouches.unmapped,
    reclaimed: startTouches.reclaimed + timedTouches.reclaimed,
  };
}
