import type { Layout, Vm } from '../layout/layout';

/**
 * PUs of each VM without those that an earlier VM has: one PU too many is CPU02's, and not also a VM on a node where
 * it was never meant to be.
 */
export function ownPus(layout: Layout): ReadonlyMap<Vm, readonly number[]> {
  const taken = new Set<number>();
  return new Map(
    layout.vms.map((vm) => {
      const own = vm.pus.filter((pu) => !taken.has(pu));
      for (const pu of own) taken.add(pu);
      return [vm, own];
    }),
  );
}
