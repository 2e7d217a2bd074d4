import type { Layout, Vm } from '../layout/layout';
import { remembered } from '../text/remembered';

/**
 * PUs of each VM without those that an earlier VM of the same host has: one PU too many is CPU02's, and not also a VM
 * on a node where it was never meant to be.
 */
export const ownPus = remembered((layout: Layout): ReadonlyMap<Vm, readonly number[]> => {
  const hosts = new Map<string | null, Set<number>>();
  return new Map(
    layout.vms.map((vm) => {
      const taken = hosts.get(vm.host) ?? new Set<number>();
      hosts.set(vm.host, taken);
      const isOwn = (pu: number): boolean => !taken.has(pu);
      const own = vm.pus.every(isOwn) ? vm.pus : vm.pus.filter(isOwn);
      for (const pu of own) taken.add(pu);
      return [vm, own];
    }),
  );
});

/** Does a VM name a PU more than once? */
export function namesTwice({ pus }: Vm): boolean {
  const ascends = pus.every((pu, i) => i === 0 || pu > (pus[i - 1] ?? pu));
  return !ascends && new Set(pus).size < pus.length;
}
