import type { Layout, Vm } from '../../layout/layout';
import { formatCpuList } from '../../text/cpuList';
import type { Problem, ProblemFix } from '../../text/document';
import type { Machine } from '../../topology/machine';
import { nodeById, nodesOf, puById } from '../../topology/queries';
import { hasMemory, nearestMemory } from '../memoryNodes';
import type { LayoutRule } from '../rule';
import { listed, nodesInWords, plural } from '../words';

export const num03: LayoutRule = {
  id: 'NUM03',
  subject: 'layout',
  severity: 'error',
  title: 'Memory node absent, empty or not allowed',
  reason:
    'Memory cannot come from a node that does not exist, has none, or is kept away by a cgroup. libvirt only warns of a mask with such a node, and the memory then comes from elsewhere.',
  source: 'mbind(2), EINVAL; cpuset(7), cpuset.mems; libvirt, Domain XML format, numatune',
  *check(layout) {
    for (const vm of layout.vms) {
      const wrong = wrongNodes(layout, vm);
      if (wrong !== null) yield wrong;
      if (vm.cells.length > 0) yield* wrongCells(layout.machine, vm);
    }
  },
};

function wrongNodes({ machine, fromRule }: Layout, vm: Vm): Problem | null {
  const bad = vm.nodes.filter((node) => !hasMemory(machine, node));
  if (bad.length === 0) return null;
  return {
    message: `VM "${vm.name}": ${whatIsWrong(machine, bad)}. Take memory from ${havingMemory(machine)}.`,
    path: [...vm.path, 'nodes'],
    concerns: { nodes: bad },
    fixes: fromRule ? [] : nearNodes(machine, vm),
  };
}

/** The nodes of the VM's PUs, or those nearest to them that have memory. */
function nearNodes(machine: Machine, vm: Vm): readonly ProblemFix[] {
  const near = nodesOf(machine, vm.pus).flatMap((node) => nearestMemory(machine, node) ?? []);
  const nodes = [...new Set(near)].sort((a, b) => a - b);
  if (nodes.length === 0) return [];
  const changes = [{ path: [...vm.path, 'nodes'], value: formatCpuList(nodes) }];
  return [{ title: `Take memory of "${vm.name}" from ${nodesInWords(nodes)}`, safe: false, changes }];
}

function* wrongCells(machine: Machine, vm: Vm): Iterable<Problem> {
  for (const [index, cell] of vm.cells.entries()) {
    // Where the VM's own nodes are at fault, its cells only follow them.
    if (hasMemory(machine, cell.node) || vm.nodes.includes(cell.node)) continue;
    const path = [...vm.path, 'cells', index, 'node'];
    const home = puById(machine).get(vm.pus[cell.vcpus[0] ?? -1] ?? -1)?.node ?? null;
    const node = home === null ? null : nearestMemory(machine, home);
    yield {
      message: `Cell ${index} of VM "${vm.name}": ${whatIsWrong(machine, [cell.node])}. Back it from ${havingMemory(machine)}.`,
      path,
      concerns: { nodes: [cell.node] },
      fixes:
        node === null
          ? []
          : [{ title: `Back the cell from node ${node}`, safe: false, changes: [{ path, value: node }] }],
    };
  }
}

function whatIsWrong(machine: Machine, bad: readonly number[]): string {
  const absent = bad.filter((node) => nodeById(machine, node) === undefined);
  const kept = bad.filter((node) => nodeById(machine, node)?.allowed === false);
  const empty = bad.filter((node) => nodeById(machine, node)?.allowed === true);
  return listed([
    ...(absent.length > 0
      ? [`${nodesInWords(absent)} ${plural(absent, 'does', 'do')} not exist on "${machine.id}"`]
      : []),
    ...(empty.length > 0 ? [`${nodesInWords(empty)} ${plural(empty, 'has', 'have')} no memory`] : []),
    ...(kept.length > 0 ? [`${nodesInWords(kept)} ${plural(kept, 'is', 'are')} kept away by a cgroup`] : []),
  ]);
}

function havingMemory(machine: Machine): string {
  const nodes = machine.nodes.map(({ id }) => id).filter((id) => hasMemory(machine, id));
  return nodes.length === 0 ? 'a node that has some' : nodesInWords(nodes);
}
