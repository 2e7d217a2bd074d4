import type { Layout, Vm } from '../../layout/layout';
import { formatCpuList } from '../../text/cpuList';
import type { Problem } from '../../text/document';
import type { Machine } from '../../topology/machine';
import { nodesOf, puById } from '../../topology/queries';
import { hasMemory } from '../memoryNodes';
import { ownPus } from '../owners';
import type { LayoutRule } from '../rule';
import { nodesInWords, plural } from '../words';

export const num04: LayoutRule = {
  id: 'NUM04',
  subject: 'layout',
  severity: 'error',
  title: 'vCPUs on one node, memory bound to another',
  reason:
    'Every access of those vCPUs then crosses the interconnect, which is slower and narrower than local memory.',
  source: 'Paper, section VI (N11, N29); set_mempolicy(2); Linux, numa_memory_policy.rst',
  *check(layout) {
    const own = ownPus(layout);
    for (const vm of layout.vms) {
      const far = vm.cells.length > 0 ? null : farMemory(layout, vm, own.get(vm) ?? []);
      if (far !== null) yield far;
      if (vm.cells.length > 0) yield* farCells(layout, vm);
    }
  },
};

/** Nodes without memory of their own must take it from elsewhere, and absent nodes are NUM03's. */
function farMemory({ machine, fromRule }: Layout, vm: Vm, pus: readonly number[]): Problem | null {
  if (vm.policy !== 'bind') return null;
  const nodes = nodesOf(machine, pus);
  if (nodes.every((node) => vm.nodes.includes(node))) return null;
  const homes = nodes.filter((node) => hasMemory(machine, node));
  const far = homes.filter((node) => !vm.nodes.includes(node));
  if (far.length === 0 || vm.nodes.some((node) => !hasMemory(machine, node))) return null;
  const value = formatCpuList(homes);
  return {
    message: `VM "${vm.name}" has vCPUs on ${nodesInWords(far)}, but its memory is bound to ${nodesInWords(vm.nodes)}. Bind it to ${nodesInWords(homes)}, or move the vCPUs.`,
    path: [...vm.path, 'nodes'],
    concerns: { pus: pusOn(machine, pus, far), nodes: vm.nodes },
    fixes: fromRule
      ? []
      : [
          {
            title: `Bind memory of "${vm.name}" to ${nodesInWords(homes)}`,
            safe: false,
            changes: [{ path: [...vm.path, 'nodes'], value }],
          },
        ],
  };
}

function* farCells({ machine }: Layout, vm: Vm): Iterable<Problem> {
  for (const [index, cell] of vm.cells.entries()) {
    const pus = cell.vcpus.flatMap((vcpu) => vm.pus[vcpu] ?? []);
    const homes = nodesOf(machine, pus).filter((node) => hasMemory(machine, node));
    const far = homes.filter((node) => node !== cell.node);
    if (far.length === 0 || !hasMemory(machine, cell.node)) continue;
    const path = [...vm.path, 'cells', index, 'node'];
    const home = homes.length === 1 ? homes[0] : undefined;
    yield {
      message: `Cell ${index} of VM "${vm.name}" has vCPUs on ${nodesInWords(far)}, but its memory on node ${cell.node}. ${plural(homes, `Back it from node ${far[0] ?? ''}`, 'Make one cell for each node')}, or move the vCPUs.`,
      path,
      concerns: { pus: pusOn(machine, pus, far), nodes: [cell.node] },
      fixes:
        home === undefined
          ? []
          : [{ title: `Back the cell from node ${home}`, safe: false, changes: [{ path, value: home }] }],
    };
  }
}

function pusOn(machine: Machine, pus: readonly number[], nodes: readonly number[]): readonly number[] {
  const known = puById(machine);
  return pus.filter((pu) => nodes.includes(known.get(pu)?.node ?? -1));
}
