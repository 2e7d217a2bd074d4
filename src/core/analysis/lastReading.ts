import type { AttemptState, RunState } from '../journal/state';
import { memoryReadings } from './guestMemory';

/** Where the memory of VMs lay when a host read it last. */
export interface LastReading {
  /** It was read after this run; of one that goes on, when it began. */
  readonly run: Pick<RunState, 'run' | 'session' | 'levels' | 'state'>;
  /** Mapped bytes by number of the host's node, of VMs by name. */
  readonly vms: ReadonlyMap<string, ReadonlyMap<number, number>>;
}

/** Of the newest session of a layout, from the newest of its runs of which there is a reading; null before the first. */
export function lastReading({ runs }: Pick<AttemptState, 'runs'>, layout: string): LastReading | null {
  for (let at = runs.length - 1; at >= 0; at--) {
    const run = runs[at];
    if (run?.layout !== layout) continue;
    const vms = lastOf(run);
    if (vms.size > 0) return { run, vms };
  }
  return null;
}

function lastOf(run: RunState): LastReading['vms'] {
  return new Map(
    [...memoryReadings(run)].map(([vm, readings]) => [
      vm,
      new Map([...(readings.at(-1) ?? [])].map(([node, bytes]) => [Number(node), bytes])),
    ]),
  );
}
