import type { RankPlace } from '../../experiment/ranks';
import type { Layout, Vm } from '../../layout/layout';
import { groupBy } from '../../text/groupBy';
import type { Machine } from '../../topology/machine';
import { availableBytes, distanceBetween, nodeById, puById } from '../../topology/queries';
import { seedOf } from '../paging/boot';
import type { PagesOfRun } from '../paging/paging';
import { simulatePaging } from '../paging/simulatePaging';
import type { Profile } from '../profiles/profile';

/** Pages of VMs that are like others but for the numbers of their nodes are simulated once, and known from edit to edit. */
export type KnownPages = Map<string, Simulated>;

interface Simulated {
  readonly pages: PagesOfRun;
  /** Places in the machine's list of the nodes that the VM has to do with, in their order. */
  readonly nodes: readonly number[];
}

export interface CutPagesSetup {
  readonly layout: Layout;
  readonly places: readonly RankPlace[];
  readonly profile: Pick<Profile, 'memory' | 'kind'>;
  /** Which run, counted from 0. */
  readonly run: number;
  readonly seed: number;
  /** Each VM has chance of its own; otherwise VMs that are alike have the same pages. */
  readonly isEachItsOwn: boolean;
  readonly known: KnownPages;
}

/** Frame groups of a VM: as fine as usual up to 42 threads, two groups a thread from 512 on. */
const GROUPS = 1024;
const MOST_KNOWN = 4096;

/** Pages of a run for each VM with ranks, in the order of the ranks; natively of the whole machine. */
export function cutPages(setup: CutPagesSetup): readonly PagesOfRun[] {
  const { layout, places } = setup;
  if (places[0]?.vm === null) return nativePages(setup);
  const own = groupBy(places, ({ vm }) => vm);
  const vms = layout.vms.filter(({ name }) => own.has(name));
  // Where VMs may push each other off a node, none of them is like another one.
  if (!hasRoom(layout, vms)) return simulated(setup, vms, places);
  return vms.flatMap((vm, at) => {
    const seed = setup.isEachItsOwn ? seedOf(setup.seed, at) : setup.seed;
    return pagesOfVm({ ...setup, seed }, vm, own.get(vm.name) ?? []);
  });
}

function simulated(
  { layout, profile, run, seed }: CutPagesSetup,
  vms: readonly Vm[],
  places: readonly RankPlace[],
): readonly PagesOfRun[] {
  const { memory, kind } = profile;
  const paging = { places, memory, kind, techniques: [], seed, groupsWanted: GROUPS };
  return simulatePaging({ ...paging, layout: { machine: layout.machine, vms }, runs: run + 1 })[run] ?? [];
}

/** Which PUs of a node carry ranks does not matter to their pages, and edits mostly leave ranks on their nodes. */
function nativePages(setup: CutPagesSetup): readonly PagesOfRun[] {
  const { layout, places, known } = setup;
  const { machine } = layout;
  const pus = puById(machine);
  const nodes = machine.nodes.map((_node, at) => at);
  const key = JSON.stringify([
    ...programKey(setup),
    places.map(({ cpus }) => cpus.map((cpu) => pus.get(cpu)?.node ?? null)),
    nodesLikeness(machine, nodes),
  ]);
  const before = known.get(key);
  if (before !== undefined) return [before.pages];
  const made = simulated(setup, layout.vms, places);
  if (made[0] !== undefined) remember(known, key, { pages: made[0], nodes });
  return made;
}

function programKey({ layout, profile: { memory, kind }, run, seed }: CutPagesSetup): readonly unknown[] {
  const { sharedBytes, privateBytes, churnBytes, touchedInTimedRegion } = memory;
  return [
    [sharedBytes, privateBytes, churnBytes, touchedInTimedRegion].map(({ value }) => value),
    [kind, run, seed, layout.machine.pageSizesBytes[0]],
  ];
}

function remember(known: KnownPages, key: string, made: Simulated): void {
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, made);
}

function pagesOfVm(setup: CutPagesSetup, vm: Vm, places: readonly RankPlace[]): readonly PagesOfRun[] {
  const { layout, known } = setup;
  const nodes = nodesAround(layout.machine, vm);
  const key = JSON.stringify([
    ...programKey(setup),
    places.map(({ cpus }) => cpus),
    likeness(layout.machine, vm, nodes),
  ]);
  const before = known.get(key);
  if (before !== undefined) return [moved(before, nodes, vm.name, layout.machine.nodes.length)];
  const made = simulated(setup, [vm], places);
  const [pages] = made;
  if (pages !== undefined && isOnNodes(pages, nodes)) remember(known, key, { pages, nodes });
  return made;
}

/** Places of the nodes of a VM's PUs, in vCPU order, then of those that its memory may be on. */
function nodesAround(machine: Machine, vm: Vm): readonly number[] {
  const pus = puById(machine);
  const ids = [
    ...vm.pus.map((pu) => pus.get(pu)?.node ?? machine.nodes[0]?.id),
    ...vm.nodes,
    ...vm.cells.map(({ node }) => node),
    ...(vm.prealloc ? vm.emulatorPus.map((pu) => pus.get(pu)?.node ?? machine.nodes[0]?.id) : []),
  ];
  const places = new Map(machine.nodes.map(({ id }, at) => [id, at]));
  return [...new Set(ids)].map((id) => places.get(id ?? NaN) ?? 0);
}

/** All of a VM that its pages depend on, with nodes by their order in `nodes`. */
function likeness(machine: Machine, vm: Vm, nodes: readonly number[]): unknown {
  const at = new Map(nodes.map((place, order) => [machine.nodes[place]?.id ?? null, order]));
  const pus = puById(machine);
  const ofPu = (pu: number): number | undefined => at.get(pus.get(pu)?.node ?? machine.nodes[0]?.id ?? null);
  return [
    [vm.pinning, vm.memoryBytes, vm.policy, vm.backing, vm.pageSizeBytes, vm.prealloc, vm.threadsPerCore],
    [vm.balloon, vm.freePageReporting],
    vm.pus.map(ofPu),
    vm.nodes.map((node) => at.get(node)),
    vm.cells.map(({ vcpus, memoryBytes, node }) => [vcpus, memoryBytes, at.get(node)]),
    vm.prealloc ? vm.emulatorPus.map(ofPu) : [],
    nodesLikeness(machine, nodes),
  ];
}

/** Of nodes at these places, in this order: room, and distances from each to each. */
function nodesLikeness(machine: Machine, nodes: readonly number[]): unknown {
  const ids = nodes.map((place) => machine.nodes[place]?.id ?? NaN);
  return ids.map((a) => [availableBytes(machine, a), ids.map((b) => distanceBetween(machine, a, b))]);
}

/** Whether all memory of a VM is on its own nodes; where it spilled over, that depends on the machine. */
function isOnNodes({ byThread, shared }: PagesOfRun, nodes: readonly number[]): boolean {
  return [...byThread, shared].every((row) => row.every((bytes, at) => bytes === 0 || nodes.includes(at)));
}

function moved({ pages, nodes }: Simulated, to: readonly number[], vm: string, columns: number): PagesOfRun {
  const row = (bytes: readonly number[]): readonly number[] => {
    const made = Array<number>(columns).fill(0);
    for (const [order, from] of nodes.entries()) made[to[order] ?? 0] = bytes[from] ?? 0;
    return made;
  };
  return { ...pages, vm, byThread: pages.byThread.map(row), shared: row(pages.shared) };
}

/** Whether each node has the memory of all VMs that may come to lie there, by their share of vCPUs or nodes. */
function hasRoom({ machine }: Layout, vms: readonly Vm[]): boolean {
  const wanted = new Map<string, number>();
  const add = (host: string | null, node: number, bytes: number): void => {
    const key = `${host ?? ''} ${node}`;
    wanted.set(key, (wanted.get(key) ?? 0) + bytes);
    if (!roomOf.has(key)) roomOf.set(key, nodeById(machine, node) ? availableBytes(machine, node) : null);
  };
  const roomOf = new Map<string, number | null>();
  const pus = puById(machine);
  for (const vm of vms) {
    const own = vm.pus.flatMap((pu) => pus.get(pu)?.node ?? []);
    const on = vm.policy === 'firstTouch' || vm.nodes.length === 0 ? own : vm.nodes;
    for (const node of on) add(vm.host, node, vm.memoryBytes / on.length);
  }
  return [...wanted].every(([key, bytes]) => bytes <= (roomOf.get(key) ?? Infinity));
}
