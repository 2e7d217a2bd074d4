import type { Layout, Region, Vm } from '../layout/layout';
import { rankPlacement } from './ranks';
import { spansVms, type Workload } from './workload';

/** The largest region that all of these VMs map; null for none. */
export function commonRegion({ regions }: Layout, vms: readonly Vm[]): Region | null {
  const users = new Map<string, number>();
  for (const name of vms.flatMap((vm) => [...new Set(vm.regions)])) {
    users.set(name, (users.get(name) ?? 0) + 1);
  }
  return regions
    .filter(({ name }) => users.get(name) === vms.length)
    .reduce<Region | null>(
      (best, one) => (best === null || one.sizeBytes > best.sizeBytes ? one : best),
      null,
    );
}

/**
 * The region through which a program's ranks in several VMs reach each other; null where it goes over the network, where
 * they lie in one VM, and where their VMs have none in common, in which it cannot be run.
 */
export function sharedRegion(workload: Workload, layout: Layout): Region | null {
  const vms = vmsToJoin(workload, layout);
  return vms.length === 0 ? null : commonRegion(layout, vms);
}

/** The VMs that need a region in common: those that carry the ranks, where these lie in several; else none. */
export function vmsToJoin(workload: Workload, layout: Layout): readonly Vm[] {
  if (workload.transport !== 'shared' || !spansVms(workload.launcher)) return [];
  const used = new Set(rankPlacement(workload, layout).map(({ vm }) => vm));
  const vms = layout.vms.filter(({ name }) => used.has(name));
  return vms.length < 2 ? [] : vms;
}
