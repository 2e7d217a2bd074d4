import { groupBy } from '../text/groupBy';
import type { Machine, Pu } from '../topology/machine';
import { remembered } from '../text/remembered';

/** The same for all PUs of a core and for no other; null where the core is not known. */
export function coreKey(pu: Pu): string | null {
  return pu.core === null ? null : `${pu.package}/${pu.core}`;
}

/** The core of each PU by number, null where it is not known. PUs of one core have the very same string. */
export const coresOf = remembered((machine: Machine): ReadonlyMap<number, string | null> => {
  const keys = new Map<string, string>();
  const cores = new Map<number, string | null>();
  for (const pu of machine.pus) {
    const key = coreKey(pu);
    if (key !== null && !keys.has(key)) keys.set(key, key);
    cores.set(pu.id, key === null ? null : (keys.get(key) ?? key));
  }
  return cores;
});

/** The core of a PU by number; null where there is no such PU, or its core is not known. */
export function coreOf(machine: Machine, id: number): string | null {
  return coresOf(machine).get(id) ?? null;
}

/** Online PUs by core, each list ascending. */
export const pusByCore = remembered((machine: Machine): ReadonlyMap<string, readonly Pu[]> => {
  const cores = coresOf(machine);
  return groupBy(machine.pus, (pu) => (pu.online ? (cores.get(pu.id) ?? null) : null));
});
