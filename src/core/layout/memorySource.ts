import type { Machine } from '../topology/machine';
import type { Layout, Region, Vm } from './layout';
import { pusByNode, sumOf, type BytesByNode } from './memoryShare';

/** From which nodes a VM's memory comes, in bytes: as its cells say, else in proportion of its PUs on `nodes`, else alike. */
export function memoryByNode(machine: Machine, vm: Vm): BytesByNode {
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

/** The declared regions that one of these VMs of a host maps and that lie on a node, in layout order. */
export function regionsOn({ regions }: Layout, node: number, vms: readonly Vm[]): readonly Region[] {
  const mapped = new Set(vms.flatMap((vm) => vm.regions));
  return regions.filter((region) => region.node === node && mapped.has(region.name));
}
