import type { FittedValues } from '../fittedParameters';
import { LINE_BYTES, type MachineParameters } from '../machines/machine';
import type { Profile } from '../profiles/profile';
import { fetchedBytes } from '../profiles/traffic';
import type { ThreadWork } from './runInput';

/** What each thread of a program does on a machine, with so much cache to itself. */
export function threadWork(
  profile: Profile,
  machine: MachineParameters,
  { cacheBytes, pageBytes }: { readonly cacheBytes: number; readonly pageBytes: number },
  values: FittedValues,
): ThreadWork {
  const { ranks, operations, operationsPerCycle, memory } = profile;
  const linesIn = (order: 'sequential' | 'scattered'): number => {
    const own = profile.sweeps.filter((sweep) => sweep.order === order);
    return own.reduce((sum, sweep) => sum + fetchedBytes(sweep, cacheBytes, values), 0) / ranks / LINE_BYTES;
  };
  return {
    computeSeconds: operations.value / (ranks * machine.cyclesPerSecond.value * operationsPerCycle.value),
    sequentialLines: linesIn('sequential'),
    scatteredLines: linesIn('scattered'),
    // Misses here and there depend on nothing before them in the programs known (gathers, counting): as many at a time.
    sequentialInFlight: machine.linesInFlight.value,
    scatteredInFlight: machine.linesInFlight.value,
    startLines: (values.startPasses * memory.privateBytes.value) / LINE_BYTES,
    pageBytes,
  };
}

/** Guests keep their own text and data in caches; a tenth is left to ranks in any case. */
export function cacheBytesOf(
  { cacheBytesPerPu }: MachineParameters,
  guestsPerCore: number,
  values: FittedValues,
): number {
  const bytes = cacheBytesPerPu.value;
  return Math.max(bytes / 10, bytes - guestsPerCore * values.imageCacheBytes);
}
