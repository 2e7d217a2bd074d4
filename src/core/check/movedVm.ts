import type { Layout, Vm } from '../layout/layout';
import { formatCpuList } from '../text/cpuList';
import type { ValueChange } from '../text/document';
import type { Machine } from '../topology/machine';
import { nodesOf, puById } from '../topology/queries';
import type { LayoutContext } from './rule';

/**
 * Changes that give a VM other PUs, and with them the nodes that its document binds it to. null where that would break
 * something else: a rule's VM has no list, and cells that are spelled out stay where they are.
 */
export function movedTo(
  { machine, fromRule }: Layout,
  vm: Vm,
  pus: readonly number[],
  { isWritten }: Pick<LayoutContext, 'isWritten'>,
): readonly ValueChange[] | null {
  if (fromRule || pus.length === 0) return null;
  if (isWritten([...vm.path, 'cells', 0]) && !keepsCells(machine, vm, pus)) return null;
  const change = { path: [...vm.path, 'pus'], value: formatCpuList(pus) };
  const homes = nodesOf(machine, pus);
  const isBound = isWritten([...vm.path, 'nodes']) && homes.some((node) => !vm.nodes.includes(node));
  if (!isBound) return [change];
  // Memory that lay elsewhere on purpose must not follow.
  if (vm.nodes.join() !== nodesOf(machine, vm.pus).join()) return null;
  return [change, { path: [...vm.path, 'nodes'], value: formatCpuList(homes) }];
}

/** Every vCPU of a cell stays on its node, or comes to the cell's. */
function keepsCells(machine: Machine, vm: Vm, pus: readonly number[]): boolean {
  const known = puById(machine);
  const nodeOf = (list: readonly number[], vcpu: number): number | null | undefined =>
    known.get(list[vcpu] ?? -1)?.node;
  return (
    pus.length === vm.pus.length &&
    vm.cells.every((cell) =>
      cell.vcpus.every(
        (vcpu) => nodeOf(pus, vcpu) === cell.node || nodeOf(pus, vcpu) === nodeOf(vm.pus, vcpu),
      ),
    )
  );
}
