import type { Layout, Vm } from '../../layout/layout';
import type { Problem, ProblemFix, ValueChange } from '../../text/document';
import { pusByNode } from '../../layout/memoryShare';
import { inTopologicalOrder, nodesOf, puById, usablePus } from '../../topology/queries';
import { groupBy } from '../../text/groupBy';
import { hasMemory } from '../memoryNodes';
import { movedTo } from '../movedVm';
import { distancesOf, distanceTo, type Between } from '../nodeDistances';
import { ownPus } from '../owners';
import { ofHost, vmsByHost } from '../perHost';
import type { LayoutContext, LayoutRule } from '../rule';
import { named, nodesInWords } from '../words';

export const num07: LayoutRule = {
  id: 'NUM07',
  subject: 'layout',
  severity: 'warning',
  title: 'VM spans nodes that are not the nearest',
  reason:
    'Part of the accesses of a VM that spans nodes goes from one to the other. Over two hops, or to another package, each of them takes longer.',
  source: 'ACPI specification, System Locality Information Table; numactl(8), --hardware',
  *check(layout, context) {
    if (layout.machine.distances === null) return;
    const own = ownPus(layout);
    for (const [host, vms] of vmsByHost(layout)) {
      if (!vms.some((vm) => nodesOf(layout.machine, own.get(vm) ?? []).length > 1)) continue;
      const places = placesOn(layout, vms, own);
      // Exchanging nodes mends two VMs at once: it is said at the first of them.
      const settled = new Set<Vm>();
      for (const vm of vms) {
        const better = settled.has(vm) ? null : nearest(vm, places, settled);
        if (better === null) continue;
        settled.add(vm);
        if (better.other !== null) settled.add(better.other);
        yield problem(layout, vm, better, places, host, context);
      }
    }
  },
};

/** Which VM is where on a host. */
interface Places {
  readonly between: Between;
  /** Number of a VM's own PUs by node, nodes ascending. */
  readonly pusOf: (vm: Vm) => ReadonlyMap<number, number>;
  /** Sum of the distances from a node to all nodes of a VM. */
  readonly distance: (vm: Vm, node: number) => number;
  /** Nodes with memory and usable PUs: how many of these, and which VMs are there. */
  readonly nodes: ReadonlyMap<number, { readonly size: number; readonly vms: readonly Vm[] }>;
}

/** One node of a VM for another one, which is free or which another VM gives for it. */
interface Exchange {
  readonly from: number;
  readonly to: number;
  readonly other: Vm | null;
  /** By how much all distances together become less, there and back, in units of the SLIT. */
  readonly gain: number;
}

function placesOn({ machine }: Layout, vms: readonly Vm[], own: ReadonlyMap<Vm, readonly number[]>): Places {
  const counts = new Map(vms.map((vm) => [vm, pusByNode(machine, own.get(vm) ?? [])]));
  const usable = groupBy(usablePus(machine), (pu) => pu.node);
  const nodes = new Map<number, { size: number; vms: Vm[] }>();
  for (const [node, pus] of usable)
    if (hasMemory(machine, node)) nodes.set(node, { size: pus.length, vms: [] });
  for (const [vm, of] of counts) for (const node of of.keys()) nodes.get(node)?.vms.push(vm);
  const between = distancesOf(machine);
  const pusOf = (vm: Vm): ReadonlyMap<number, number> => counts.get(vm) ?? new Map<number, number>();
  const sums = new Map<Vm, Map<number, number>>();
  const distance = (vm: Vm, node: number): number => {
    const known = sums.get(vm) ?? new Map<number, number>();
    sums.set(vm, known);
    const sum = known.get(node) ?? distanceTo(between, node, pusOf(vm).keys());
    known.set(node, sum);
    return sum;
  };
  return { between, pusOf, distance, nodes };
}

/** The exchange of a single node that brings the most; null where none brings anything. */
function nearest(vm: Vm, places: Places, settled: ReadonlySet<Vm>): Exchange | null {
  const mine = places.pusOf(vm);
  if (mine.size < 2) return null;
  let best: Exchange | null = null;
  for (const [to, there] of places.nodes) {
    const other = there.vms[0] ?? null;
    // A node on which several VMs lie cannot change hands.
    if (mine.has(to) || there.vms.length > 1 || (other !== null && settled.has(other))) continue;
    for (const from of mine.keys()) {
      if (!canChange(vm, from, to, other, places)) continue;
      const gain = gainOf(vm, from, to, places) + (other === null ? 0 : gainOf(other, to, from, places));
      if (gain > (best?.gain ?? 0)) best = { from, to, other, gain };
    }
  }
  return best;
}

/** Is there room on the other node, and, for a VM that comes from there, on the one that becomes free? */
function canChange(vm: Vm, from: number, to: number, other: Vm | null, { nodes, pusOf }: Places): boolean {
  const [old, fresh] = [nodes.get(from), nodes.get(to)];
  if (old === undefined || fresh === undefined || (pusOf(vm).get(from) ?? 0) > fresh.size) return false;
  if (other === null) return true;
  return old.vms.length === 1 && !pusOf(other).has(from) && (pusOf(other).get(to) ?? 0) <= old.size;
}

/** By how much a VM's distances become less with one node for another; NaN, which is never more than nothing, where one is not known. */
function gainOf(vm: Vm, from: number, to: number, { between, distance }: Places): number {
  return distance(vm, from) - (distance(vm, to) - (between(from, to) ?? NaN));
}

function problem(
  layout: Layout,
  vm: Vm,
  { from, to, other }: Exchange,
  { pusOf }: Places,
  host: string | null,
  context: LayoutContext,
): Problem {
  const nodes = [...pusOf(vm).keys()];
  const wanted = nodes.map((node) => (node === from ? to : node)).sort((a, b) => a - b);
  const how = other === null ? `: node ${to} is free` : `, and ${named([other.name])} node ${from} instead`;
  return {
    message: `VM "${vm.name}" spans ${nodesInWords(nodes)}${ofHost(host)}, but ${nodesInWords(wanted)} are nearer to each other. Give it those${how}.`,
    path: [...vm.path, 'pus'],
    concerns: { nodes: [from, to] },
    fixes: exchanged(layout, vm, other, from, to, context),
  };
}

/** Every vCPU to the PU that has the same place on the other node; only between nodes with as many usable PUs. */
function exchanged(
  layout: Layout,
  vm: Vm,
  other: Vm | null,
  from: number,
  to: number,
  context: LayoutContext,
): readonly ProblemFix[] {
  const usable = groupBy(usablePus(layout.machine), (pu) => pu.node);
  const [here, there] = [from, to].map((node) =>
    inTopologicalOrder(usable.get(node) ?? []).map(({ id }) => id),
  );
  if (here === undefined || there === undefined || here.length !== there.length) return [];
  const known = puById(layout.machine);
  const twins = new Map(
    [...here.entries(), ...there.entries()].map(([i, id]) => [
      id,
      (known.get(id)?.node === from ? there : here)[i] ?? id,
    ]),
  );
  const changes: ValueChange[] = [];
  for (const one of other === null ? [vm] : [vm, other]) {
    const moved = movedTo(
      layout,
      one,
      one.pus.map((pu) => twins.get(pu) ?? pu),
      context,
    );
    if (moved === null) return [];
    changes.push(...moved);
  }
  const title =
    other === null
      ? `Move "${vm.name}" from node ${from} to node ${to}`
      : `Exchange node ${from} of "${vm.name}" for node ${to} of "${other.name}"`;
  return [{ title, safe: false, changes }];
}
