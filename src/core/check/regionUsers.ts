import type { Layout, Region, Vm } from '../layout/layout';
import type { Machine } from '../topology/machine';
import { puById } from '../topology/queries';
import { hasMemory } from './memoryNodes';

/** The VMs that map each declared region, in layout order; an empty list for a region that none maps. */
export function vmsOfRegions(layout: Layout): ReadonlyMap<Region, readonly Vm[]> {
  const users = new Map<string, Vm[]>(layout.regions.map(({ name }) => [name, []]));
  for (const vm of layout.vms) for (const name of vm.regions) users.get(name)?.push(vm);
  return new Map(layout.regions.map((region) => [region, users.get(region.name) ?? []]));
}

/** The node with memory on which most vCPUs of these VMs run, the lowest of several; null when none is known. */
export function homeOf(machine: Machine, vms: readonly Vm[]): number | null {
  const known = puById(machine);
  const counts = new Map<number, number>();
  for (const pu of vms.flatMap((vm) => vm.pus)) {
    const node = known.get(pu)?.node ?? null;
    if (node !== null) counts.set(node, (counts.get(node) ?? 0) + 1);
  }
  const nodes = [...counts].filter(([node]) => hasMemory(machine, node));
  const [best] = nodes.sort(([a, m], [b, n]) => n - m || a - b);
  return best?.[0] ?? null;
}
