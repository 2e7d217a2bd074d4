import type { Layout, Vm } from '../layout/layout';
import { numbered, type ByNumber } from '../text/byNumber';
import { remembered } from '../text/remembered';
import { vmsByHost } from './perHost';

/** The first VM, in the order of the layout, that has each PU as a vCPU's; by host. */
export const ownersOf = remembered((layout: Layout): ReadonlyMap<string | null, ByNumber<Vm>> => {
  const hosts = [...vmsByHost(layout)];
  return new Map(hosts.map(([host, vms]) => [host, firstOwners(vms)]));
});

function firstOwners(vms: readonly Vm[]): ByNumber<Vm> {
  const owners: (Vm | undefined)[] = [];
  for (const vm of vms) for (const pu of vm.pus) owners[pu] ??= vm;
  return numbered(owners);
}

/**
 * PUs of each VM without those that an earlier VM of the same host has: one PU too many is CPU02's, and not also a VM
 * on a node where it was never meant to be.
 */
export const ownPus = remembered((layout: Layout): ReadonlyMap<Vm, readonly number[]> => {
  const owners = ownersOf(layout);
  return new Map(
    layout.vms.map((vm) => {
      const first = owners.get(vm.host);
      const isOwn = (pu: number): boolean => first?.get(pu) === vm;
      return [vm, vm.pus.every(isOwn) ? vm.pus : vm.pus.filter(isOwn)];
    }),
  );
});

/** Does a VM name a PU more than once? */
export function namesTwice({ pus }: Vm): boolean {
  const ascends = pus.every((pu, i) => i === 0 || pu > (pus[i - 1] ?? pu));
  return !ascends && new Set(pus).size < pus.length;
}
