import type { Layout, Vm } from '../layout/layout';
import { pusByNode, sumOf, type BytesByNode } from '../layout/memoryShare';
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
  const mapped = new Set([...others, ...(vm === null ? [] : [vm])].flatMap((one) => one.regions));
  const regions = layout.regions
    .filter((region) => region.node === node && mapped.has(region.name))
    .reduce((sum, region) => sum + region.sizeBytes, 0);
  const taken = others.reduce((sum, other) => sum + (memoryOf(layout.machine, other).get(node) ?? 0), 0);
  return Math.max(0, available - regions - taken);
}

/** The same of several nodes together; null when the memory of one is not known. */
export function freeBytesOf(layout: Layout, nodes: readonly number[], vm: Vm | null): number | null {
  return nodes.reduce<number | null>((sum, node) => {
    const own = freeBytes(layout, node, vm);
    return sum === null || own === null ? null : sum + own;
  }, 0);
}

/** From which nodes a VM's memory comes: as its cells say, else in proportion of its PUs on `nodes`, else alike. */
function memoryOf(machine: Machine, vm: Vm): BytesByNode {
  if (vm.cells.length > 0) {
    const bytes = new Map<number, number>();
    for (const cell of vm.cells) bytes.set(cell.node, (bytes.get(cell.node) ?? 0) + cell.memoryBytes);
    return bytes;
  }
  const counts = pusByNode(machine, vm.pus);
  const isLocal = vm.policy !== 'interleave' && vm.nodes.some((node) => (counts.get(node) ?? 0) > 0);
  const weights = new Map(vm.nodes.map((node) => [node, isLocal ? (counts.get(node) ?? 0) : 1]));
  const all = sumOf(weights);
  return new Map([...weights].map(([node, weight]) => [node, (vm.memoryBytes * weight) / all]));
}
