import { numbered, type ByNumber } from '../text/byNumber';
import { remembered } from '../text/remembered';
import type { Machine, Pu } from '../topology/machine';

/**
 * The core of each PU, counted over the whole machine: the same for all PUs of a core and for no other. None where the
 * machine does not say on which core a PU lies.
 */
export const coresOf = remembered((machine: Machine): ByNumber<number> => {
  const packages = new Map<number | null, number[]>();
  const cores: number[] = [];
  let count = 0;
  for (const pu of machine.pus) {
    if (pu.core === null) continue;
    const known = packages.get(pu.package) ?? [];
    if (known.length === 0) packages.set(pu.package, known);
    cores[pu.id] = known[pu.core] ??= count++;
  }
  return numbered(cores);
});

/** The core of a PU by number, as {@link coresOf} counts it; null where there is no such PU, or its core is not known. */
export function coreOf(machine: Machine, id: number): number | null {
  return coresOf(machine).get(id) ?? null;
}

/** Online PUs of each core, in the order in which {@link coresOf} counts them, each list ascending. */
export const pusByCore = remembered((machine: Machine): readonly (readonly Pu[])[] => {
  const cores = coresOf(machine);
  const lists: Pu[][] = [];
  for (const pu of machine.pus) {
    const core = cores.get(pu.id);
    if (core === undefined) continue;
    const list = (lists[core] ??= []);
    if (pu.online) list.push(pu);
  }
  return lists;
});
