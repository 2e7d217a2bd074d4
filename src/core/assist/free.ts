import type { Layout, Vm } from '../layout/layout';
import { memoryByNode, regionsOn } from '../layout/memorySource';
import type { Machine } from '../topology/machine';
import { availableBytes, usablePus } from '../topology/queries';

/** The VMs that share a host with this one, itself not among them; all of the layout's without a VM. */
export function othersOnHost(layout: Layout, vm: Vm | null): readonly Vm[] {
  return layout.vms.filter((other) => other !== vm && (vm === null || other.host === vm.host));
}

/** PUs that a VM may have and no other VM of its host has. */
export function freePus(machine: Machine, layout: Layout | null, vm: Vm | null): ReadonlySet<number> {
  const others = layout === null ? [] : othersOnHost(layout, vm);
  const taken = new Set(others.flatMap((other) => other.pus));
  return new Set(
    usablePus(machine)
      .map((pu) => pu.id)
      .filter((id) => !taken.has(id)),
  );
}

/**
 * Bytes of a node that are left for a VM (for one more without it): what is there for VMs less the other VMs of its
 * host and the regions that lie there. At least 0; null when the node's memory is not known.
 */
export function freeBytes(layout: Layout, node: number, vm: Vm | null): number | null {
  const available = availableBytes(layout.machine, node);
  if (available === null) return null;
  const others = othersOnHost(layout, vm);
  const mapped = regionsOn(layout, node, [...others, ...(vm === null ? [] : [vm])]);
  const regions = mapped.reduce((sum, region) => sum + region.sizeBytes, 0);
  const taken = others.reduce((sum, other) => sum + (memoryByNode(layout.machine, other).get(node) ?? 0), 0);
  return Math.max(0, available - regions - taken);
}

/** The same of several nodes together; null when the memory of one is not known. */
export function freeBytesOf(layout: Layout, nodes: readonly number[], vm: Vm | null): number | null {
  return nodes.reduce<number | null>((sum, node) => {
    const own = freeBytes(layout, node, vm);
    return sum === null || own === null ? null : sum + own;
  }, 0);
}
