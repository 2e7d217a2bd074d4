import type { Layout, Region, Vm } from '../layout/layout';
import type { JsonPath } from '../text/document';
import type { Machine } from '../topology/machine';
import { vmsByHost } from './perHost';
import { hasMemory } from './memoryNodes';

/** Memory that must come from certain nodes of one host: of a VM, of one of its cells, of a shared region. */
export interface Demand {
  readonly owner: VmOwner | RegionOwner;
  readonly bytes: number;
  readonly nodes: readonly number[];
  /** Where the size is written. */
  readonly path: JsonPath;
}

export interface VmOwner {
  readonly kind: 'vm';
  readonly vm: Vm;
}

export interface RegionOwner {
  readonly kind: 'region';
  readonly region: Region;
}

/** Nodes that together have less memory than what must come from them. */
export interface Shortage {
  readonly nodes: readonly number[];
  readonly availableBytes: number;
  readonly demands: readonly Demand[];
}

/** What the nodes of each host lack: VMs on different hosts share nothing, and a region is there once on each. */
export function shortages(layout: Layout): readonly Shortage[] {
  const bytesOf = availableOf(layout.machine);
  return [...vmsByHost(layout).values()].flatMap((vms) =>
    shortagesOf(layout.machine, demandsOn(layout, vms), bytesOf),
  );
}

/**
 * What the VMs of one host and the regions that they map ask of its nodes, regions first: their size is given by the
 * programs, that of the VMs is easier to change. A region counts once however many VMs map it.
 */
export function demandsOn(layout: Layout, vms: readonly Vm[]): readonly Demand[] {
  const { machine } = layout;
  const withMemory = machine.nodes.map(({ id }) => id).filter((id) => hasMemory(machine, id));
  const giving = new Set(withMemory);
  const mapped = new Set(vms.flatMap((vm) => vm.regions));
  const regions = layout.regions.filter(({ name }) => mapped.has(name));
  return [...regions.flatMap(demandOfRegion), ...vms.flatMap((vm) => demandsOfVm(vm, withMemory))].filter(
    // Nodes that cannot give any are NUM03's, and SHM05's.
    ({ nodes }) => nodes.length > 0 && nodes.every((node) => giving.has(node)),
  );
}

/**
 * The smallest sets of nodes that cannot give what is asked of them alone. `bytesOf` says what a node has to give, null
 * where that is not known: it then gives as much as is wanted. Not found are shortages of sets that no demand names and
 * that are not the whole machine.
 */
export function shortagesOf(
  machine: Machine,
  demands: readonly Demand[],
  bytesOf: (node: number) => number | null,
): readonly Shortage[] {
  const groups = groupsOf(demands);
  const whole = machine.nodes.map((node) => node.id);
  const sets = new Map([...groups.values(), { nodes: whole }].map(({ nodes }) => [nodes.join(), nodes]));
  const found: Shortage[] = [];
  for (const nodes of [...sets.values()].sort((a, b) => a.length - b.length)) {
    const within = new Set(nodes);
    const isInside = (part: readonly number[]): boolean => part.every((node) => within.has(node));
    // What a part lacks the whole lacks as well; it is said once.
    if (found.some((shortage) => isInside(shortage.nodes))) continue;
    const availableBytes = sumKnown(nodes, bytesOf);
    if (availableBytes === null) continue;
    const inside = insideOf(groups, nodes, isInside);
    const bytes = inside.reduce((sum, group) => sum + group.bytes, 0);
    if (bytes > availableBytes) found.push({ nodes, availableBytes, demands: demandsOf(inside) });
  }
  return found;
}

/** Bytes of all demands together. */
export function sumOf(demands: readonly Demand[]): number {
  return demands.reduce((bytes, demand) => bytes + demand.bytes, 0);
}

/** Demands on the same nodes, with their places among all. */
interface Group {
  readonly nodes: readonly number[];
  readonly demands: { readonly demand: Demand; readonly position: number }[];
  bytes: number;
}

function groupsOf(demands: readonly Demand[]): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  for (const [position, demand] of demands.entries()) {
    const key = demand.nodes.join();
    const group = groups.get(key) ?? { nodes: demand.nodes, demands: [], bytes: 0 };
    group.demands.push({ demand, position });
    group.bytes += demand.bytes;
    groups.set(key, group);
  }
  return groups;
}

/** Demands that can be met from these nodes only. A single node is a group of its own. */
function insideOf(
  groups: ReadonlyMap<string, Group>,
  nodes: readonly number[],
  isInside: (part: readonly number[]) => boolean,
): readonly Group[] {
  if (nodes.length > 1) return [...groups.values()].filter((group) => isInside(group.nodes));
  const own = groups.get(nodes.join());
  return own === undefined ? [] : [own];
}

/** Of all these groups, in their order. */
function demandsOf(groups: readonly Group[]): readonly Demand[] {
  const all = groups.flatMap((group) => group.demands);
  return all.sort((a, b) => a.position - b.position).map(({ demand }) => demand);
}

/** One without a home is SHM03's: VMs that take what is left leave no room for it on any node. */
function demandOfRegion(region: Region): readonly Demand[] {
  if (region.node === null) return [];
  const path = [...region.path, 'size'];
  return [{ owner: { kind: 'region', region }, bytes: region.sizeBytes, nodes: [region.node], path }];
}

function demandsOfVm(vm: Vm, withMemory: readonly number[]): readonly Demand[] {
  const owner = { kind: 'vm', vm } as const;
  if (vm.cells.length === 0) {
    const isBound = vm.policy === 'bind' || vm.policy === 'interleave';
    const nodes = isBound ? vm.nodes : withMemory;
    return [{ owner, bytes: vm.memoryBytes, nodes, path: [...vm.path, 'memory'] }];
  }
  return vm.cells.map((cell, index) => ({
    owner,
    bytes: cell.memoryBytes,
    nodes: [cell.node],
    path: [...vm.path, 'cells', index, 'memory'],
  }));
}

/** Bytes that VMs may have of a node; null where its memory is not known. */
function availableOf({ nodes, reserved }: Machine): (node: number) => number | null {
  const bytes = new Map(
    nodes.map(({ id, memoryBytes }) => [
      id,
      memoryBytes === null ? null : Math.max(0, memoryBytes - reserved.memoryBytesPerNode),
    ]),
  );
  return (node) => bytes.get(node) ?? null;
}

function sumKnown(nodes: readonly number[], bytesOf: (node: number) => number | null): number | null {
  return nodes.reduce<number | null>((bytes, node) => {
    const own = bytesOf(node);
    return bytes === null || own === null ? null : bytes + own;
  }, 0);
}
