import type { Layout, Vm } from '../layout/layout';
import type { JsonPath } from '../text/document';
import type { Machine } from '../topology/machine';
import { availableBytes } from '../topology/queries';
import { hasMemory } from './memoryNodes';

/** Memory that must come from certain nodes: of a VM, or of one of its cells. */
export interface Demand {
  readonly vm: Vm;
  readonly bytes: number;
  readonly nodes: readonly number[];
  /** Where the size is written. */
  readonly path: JsonPath;
}

/** Nodes that together have less memory than what must come from them. */
export interface Shortage {
  readonly nodes: readonly number[];
  readonly availableBytes: number;
  readonly demands: readonly Demand[];
}

/**
 * The smallest sets of nodes that cannot give what is asked of them alone. Nodes of unknown memory give as much as is
 * wanted. Not found are shortages of sets that no VM names and that are not the whole machine.
 */
export function shortages(layout: Layout): readonly Shortage[] {
  const demands = demandsOf(layout);
  const whole = layout.machine.nodes.map((node) => node.id);
  const sets = new Map(
    [...demands.map((demand) => demand.nodes), whole].map((nodes) => [nodes.join(), nodes]),
  );
  const found: Shortage[] = [];
  for (const nodes of [...sets.values()].sort((a, b) => a.length - b.length)) {
    // What a part lacks the whole lacks as well; it is said once.
    if (found.some((shortage) => isSubset(shortage.nodes, nodes))) continue;
    const available = bytesOf(layout.machine, nodes);
    const inside = demands.filter((demand) => isSubset(demand.nodes, nodes));
    if (available !== null && sum(inside) > available)
      found.push({ nodes, availableBytes: available, demands: inside });
  }
  return found;
}

export function sum(demands: readonly Demand[]): number {
  return demands.reduce((bytes, demand) => bytes + demand.bytes, 0);
}

function demandsOf(layout: Layout): readonly Demand[] {
  return layout.vms
    .flatMap((vm) => demandsOfVm(layout.machine, vm))
    .filter(
      // Nodes that cannot give any are NUM03's.
      ({ nodes }) => nodes.length > 0 && nodes.every((node) => hasMemory(layout.machine, node)),
    );
}

function demandsOfVm(machine: Machine, vm: Vm): readonly Demand[] {
  if (vm.cells.length === 0) {
    const isBound = vm.policy === 'bind' || vm.policy === 'interleave';
    const nodes = isBound
      ? vm.nodes
      : machine.nodes.map((node) => node.id).filter((id) => hasMemory(machine, id));
    return [{ vm, bytes: vm.memoryBytes, nodes, path: [...vm.path, 'memory'] }];
  }
  return vm.cells.map((cell, index) => ({
    vm,
    bytes: cell.memoryBytes,
    nodes: [cell.node],
    path: [...vm.path, 'cells', index, 'memory'],
  }));
}

function bytesOf(machine: Machine, nodes: readonly number[]): number | null {
  return nodes.reduce<number | null>((bytes, node) => {
    const own = availableBytes(machine, node);
    return bytes === null || own === null ? null : bytes + own;
  }, 0);
}

function isSubset(part: readonly number[], whole: readonly number[]): boolean {
  return part.every((item) => whole.includes(item));
}
