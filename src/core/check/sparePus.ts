import type { Layout, Vm } from '../layout/layout';
import { formatCpuList } from '../text/cpuList';
import type { ProblemFix } from '../text/document';
import type { Machine } from '../topology/machine';
import { inTopologicalOrder, nodesOf, puById, usablePus } from '../topology/queries';
import { pusInWords } from './words';

/**
 * Gives a VM other PUs in place of some (`isBad`, by position in vCPU order): free ones if there are enough, else it
 * shrinks. No fix for VMs of a `partition` rule, which have no list of their own, and none that leaves a VM empty.
 */
export function otherPus(
  layout: Layout,
  vm: Vm,
  isBad: (pu: number, position: number) => boolean,
): readonly ProblemFix[] {
  if (layout.fromRule) return [];
  const bad = vm.pus.filter(isBad);
  const kept = vm.pus.filter((pu, position) => !isBad(pu, position));
  const spare = sparePus(layout, vm, kept, bad.length);
  if (spare.length === bad.length) {
    let next = 0;
    const pus = vm.pus.map((pu, position) => (isBad(pu, position) ? (spare[next++] ?? pu) : pu));
    return [setPus(vm, pus, `Give "${vm.name}" ${pusInWords(spare)} instead`)];
  }
  return kept.length === 0 ? [] : [setPus(vm, kept, `Shrink "${vm.name}" to ${pusInWords(kept)}`)];
}

/** Never safe: which PUs a VM has is decided by people. */
export function setPus(vm: Vm, pus: readonly number[], title: string): ProblemFix {
  return { title, safe: false, changes: [{ path: [...vm.path, 'pus'], value: formatCpuList(pus) }] };
}

/** Groups a PU with those on its core; null where the core is not known. */
export function coreOf(machine: Machine, id: number): string | null {
  const pu = puById(machine).get(id);
  return pu === undefined || pu.core === null || pu.package === null ? null : `${pu.package}/${pu.core}`;
}

/** At most `wanted` PUs that no VM has, on cores of which no other VM has a part; those on the VM's nodes first. */
function sparePus(layout: Layout, vm: Vm, kept: readonly number[], wanted: number): readonly number[] {
  const { machine } = layout;
  const others = layout.vms.filter((other) => other !== vm).flatMap((other) => other.pus);
  const taken = new Set([...others, ...vm.pus]);
  const takenCores = new Set(others.map((id) => coreOf(machine, id)));
  takenCores.delete(null);
  const home = new Set(
    nodesOf(machine, kept.length > 0 ? kept : vm.nodes.flatMap((node) => pusOn(machine, node))),
  );
  const free = inTopologicalOrder(usablePus(machine))
    .filter((pu) => !taken.has(pu.id))
    .filter((pu) => !takenCores.has(coreOf(machine, pu.id)))
    .map((pu) => ({ id: pu.id, isNear: pu.node !== null && home.has(pu.node) }));
  return [...free.filter((pu) => pu.isNear), ...free.filter((pu) => !pu.isNear)]
    .slice(0, wanted)
    .map((pu) => pu.id);
}

function pusOn(machine: Machine, node: number): readonly number[] {
  return machine.pus.filter((pu) => pu.node === node).map((pu) => pu.id);
}
