import type { Layout, Vm } from '../layout/layout';
import { formatCpuList } from '../text/cpuList';
import type { ProblemFix } from '../text/document';
import type { Pu } from '../topology/machine';
import { inTopologicalOrder, nodesOf, usablePus } from '../topology/queries';
import { coreOf, coresOf } from './cores';
import { groupBy } from '../text/groupBy';
import { movedTo } from './movedVm';
import { vmsByHost } from './perHost';
import type { LayoutContext } from './rule';
import { pusInWords } from './words';

/**
 * Gives a VM other PUs in place of some (`isBad`, by position in vCPU order): free ones if there are enough, else it
 * shrinks. No fix for VMs of a `partition` rule, which have no list of their own, and none that leaves a VM empty.
 * `suits` says which free PUs will do.
 */
export function otherPus(
  layout: Layout,
  vm: Vm,
  context: Pick<LayoutContext, 'isWritten'>,
  isBad: (pu: number, position: number) => boolean,
  suits: (pu: Pu) => boolean = () => true,
): readonly ProblemFix[] {
  if (layout.fromRule) return [];
  const kept = vm.pus.filter((pu, position) => !isBad(pu, position));
  const wanted = vm.pus.length - kept.length;
  const spare = sparePus(layout, vm, kept, wanted, suits);
  if (spare.length === wanted) {
    let next = 0;
    const pus = vm.pus.map((pu, position) => (isBad(pu, position) ? (spare[next++] ?? pu) : pu));
    const changes = movedTo(layout, vm, pus, context);
    if (changes !== null)
      return [{ title: `Give "${vm.name}" ${pusInWords(spare)} instead`, safe: false, changes }];
  }
  const changes = movedTo(layout, vm, kept, context);
  return changes === null
    ? []
    : [{ title: `Shrink "${vm.name}" to ${pusInWords(kept)}`, safe: false, changes }];
}

/** Never safe: which PUs a VM has is decided by people. */
export function setPus(vm: Vm, pus: readonly number[], title: string): ProblemFix {
  return { title, safe: false, changes: [{ path: [...vm.path, 'pus'], value: formatCpuList(pus) }] };
}

/** At most `wanted` PUs that no VM of its host has, on cores of which no other VM has a part; those on the VM's nodes first. */
function sparePus(
  layout: Layout,
  vm: Vm,
  kept: readonly number[],
  wanted: number,
  suits: (pu: Pu) => boolean,
): readonly number[] {
  const { freeByNode, ownersByCore } = freeOn(layout, vm.host);
  const home = new Set<number | null>(kept.length > 0 ? nodesOf(layout.machine, kept) : vm.nodes);
  const nodes = [...freeByNode.keys()];
  const spare: number[] = [];
  for (const node of [...nodes.filter((id) => home.has(id)), ...nodes.filter((id) => !home.has(id))]) {
    for (const pu of freeByNode.get(node) ?? []) {
      if (spare.length === wanted) return spare;
      const owners = ownersByCore.get(coreOf(layout.machine, pu.id) ?? -1) ?? [];
      if (owners.every((owner) => owner === vm) && suits(pu)) spare.push(pu.id);
    }
  }
  return spare;
}

interface Free {
  /** Usable PUs without a VM, on cores without a PU of the host's, in topological order; -1 for those of unknown node. */
  readonly freeByNode: ReadonlyMap<number, readonly Pu[]>;
  /** VMs that have PUs of a core; a VM can be there more than once. */
  readonly ownersByCore: ReadonlyMap<number, readonly Vm[]>;
}

const found = new WeakMap<Layout, Map<string | null, Free>>();

/** What is free on a host of the layout. Made once, because many VMs may look for other PUs. */
function freeOn(layout: Layout, host: string | null): Free {
  const hosts = found.get(layout) ?? new Map<string | null, Free>();
  found.set(layout, hosts);
  const free = hosts.get(host) ?? freePus(layout, vmsByHost(layout).get(host) ?? []);
  hosts.set(host, free);
  return free;
}

function freePus({ machine }: Layout, vms: readonly Vm[]): Free {
  const owned = vms.flatMap((vm) => vm.pus.map((pu) => ({ vm, pu })));
  const taken = new Set(owned.map(({ pu }) => pu));
  const cores = coresOf(machine);
  const ofHost = new Set(machine.reserved.pus.flatMap((pu) => cores.get(pu) ?? []));
  const isFree = (pu: Pu): boolean => !taken.has(pu.id) && !ofHost.has(cores.get(pu.id) ?? -1);
  const free = inTopologicalOrder(usablePus(machine)).filter(isFree);
  const byCore = groupBy(owned, ({ pu }) => cores.get(pu) ?? null);
  return {
    freeByNode: groupBy(free, (pu) => pu.node ?? -1),
    ownersByCore: new Map([...byCore].map(([core, owners]) => [core, owners.map(({ vm }) => vm)])),
  };
}
