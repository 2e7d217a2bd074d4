import type { Vm } from './layout';
import type { Machine } from '../topology/machine';
import { puById } from '../topology/queries';

/** Numbers of the PUs on which each vCPU may run, in vCPU order. */
export function pinnedSets(
  vm: Pick<Vm, 'pus' | 'pinning'>,
  machine: Machine,
): readonly (readonly number[])[] {
  const all = ascending(vm.pus);
  switch (vm.pinning) {
    case 'perVcpu':
      return vm.pus.map((pu) => [pu]);
    case 'floating':
      return vm.pus.map(() => all);
    case 'perNode':
      return vm.pus.map((pu) => sameNode(machine, pu, all));
  }
}

/** Of these PUs those on the same node; the PU alone where its node is not known. */
function sameNode(machine: Machine, pu: number, among: readonly number[]): readonly number[] {
  const node = (id: number): number | null => puById(machine).get(id)?.node ?? null;
  const own = node(pu);
  return own === null ? [pu] : among.filter((other) => node(other) === own);
}

function ascending(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
