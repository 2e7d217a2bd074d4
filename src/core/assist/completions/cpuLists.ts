import type { Vm } from '../../layout/layout';
import { numbersInWords } from '../../text/count';
import { formatCpuList, parseCpuList } from '../../text/cpuList';
import { partOf, sizeInWords } from '../../text/size';
import type { Machine } from '../../topology/machine';
import { nodesOf, pusOfNode } from '../../topology/queries';
import type { Offer } from '../completion';
import { freeBytes, freePus } from '../free';
import { machineAt, type Place } from '../place';
import { puGroups, type PuGroup } from '../puGroups';
import type { Slot } from '../slot';
import type { LayoutPart, Subject } from '../subject';
import { bytesOfNodes } from '../words';

/** What a CPU list can be given: free PUs for vCPUs, PUs without vCPUs for other threads, vCPUs for a guest's cell. */
export function cpuListOffers(subject: Subject, place: Place, slot: Slot): readonly Offer[] {
  const machine = machineAt(subject, place);
  if (machine === null) return [];
  const token = tokenAt(slot);
  const rest = new Set(parseCpuList(`${token.before}${token.after}`));
  return groupsAt(machine, place, rest).map(({ pus, words }) => ({
    value: `${token.before}${formatCpuList(pus)}${token.after}`,
    detail: words,
    icon: 'list',
  }));
}

/** Most lists that are worth showing at once. */
const MOST = 1000;

function groupsAt(machine: Machine, place: Place, rest: ReadonlySet<number>): readonly PuGroup[] {
  const { part, vm } = place;
  const left = (pus: Iterable<number>): Set<number> => new Set([...pus].filter((pu) => !rest.has(pu)));
  const home = vm === null ? [] : nodesOf(machine, rest.size > 0 ? rest : vm.pus);
  switch (place.kind) {
    case 'pus':
      return puGroups(machine, left(freePus(machine, part?.layout ?? null, vm)), home).slice(0, MOST);
    case 'nodes':
      return nodeGroups(machine, place, rest);
    case 'vcpus':
      return vm === null ? [] : vcpuGroups(machine, vm, Number(place.path[3]), rest);
    default:
      return threadGroups(machine, place, left).slice(0, MOST);
  }
}

/** PUs of QEMU's own threads, or of the host: those that carry no vCPU, the reserved ones first. */
function threadGroups(
  machine: Machine,
  { part, vm }: Place,
  left: (pus: Iterable<number>) => Set<number>,
): readonly PuGroup[] {
  const used = new Set(part?.layout?.vms.flatMap((one) => one.pus) ?? []);
  const idle = left(
    machine.pus.filter((pu) => pu.online && pu.allowed && !used.has(pu.id)).map((pu) => pu.id),
  );
  const home = vm === null ? [] : nodesOf(machine, vm.pus);
  const near = home.flatMap((node) => pusOfNode(machine, node).map((pu) => pu.id));
  const reserved = left(machine.reserved.pus);
  const groups = [
    {
      pus: ascending(near.filter((pu) => reserved.has(pu))),
      words: `reserved for the host on ${numbersInWords('node', home)}`,
    },
    { pus: ascending(reserved), words: 'reserved for the host' },
    ...puGroups(machine, idle, home).map(({ pus, words }) => ({ pus: ascending(pus), words })),
  ];
  return distinct(part === null ? groups.slice(2) : groups);
}

/** Nodes with what is free there: those of the VM's PUs, each one, all of them. */
function nodeGroups(machine: Machine, { part, vm }: Place, rest: ReadonlySet<number>): readonly PuGroup[] {
  const home = vm === null ? [] : nodesOf(machine, vm.pus).filter((node) => !rest.has(node));
  const others = machine.nodes.map((node) => node.id).filter((node) => !rest.has(node));
  const group = (nodes: readonly number[], words: string): PuGroup => ({
    pus: nodes,
    words: [words, memoryWords(machine, part, nodes, vm)].filter((word) => word !== '').join(': '),
  });
  return distinct([
    group(home, 'the nodes of its PUs'),
    ...others.map((node) => group([node], '')),
    group(others, 'all nodes'),
  ]);
}

/** `5.0 of 8 GiB free`; empty where the memory is not known. */
export function memoryWords(
  machine: Machine,
  part: LayoutPart | null,
  nodes: readonly number[],
  vm: Vm | null,
): string {
  const all = bytesOfNodes(machine, nodes);
  const layout = part?.layout ?? null;
  if (all === null) return 'memory not known';
  if (layout === null) return sizeInWords(all);
  const free = nodes.reduce((sum, node) => sum + (freeBytes(layout, node, vm) ?? 0), 0);
  return `${partOf(free, all)} free`;
}

/** vCPUs that no other cell has: all of them, and those on each node. */
function vcpuGroups(machine: Machine, vm: Vm, cell: number, rest: ReadonlySet<number>): readonly PuGroup[] {
  const taken = new Set(vm.cells.flatMap(({ vcpus }, index) => (index === cell ? [] : vcpus)));
  const left = vm.pus.map((_pu, vcpu) => vcpu).filter((vcpu) => !taken.has(vcpu) && !rest.has(vcpu));
  const on = (node: number): number[] =>
    left.filter((vcpu) => nodesOf(machine, vm.pus.slice(vcpu, vcpu + 1))[0] === node);
  return distinct([
    ...nodesOf(machine, vm.pus).map((node) => ({ pus: on(node), words: `vCPUs on node ${node}` })),
    { pus: left, words: 'vCPUs without a cell' },
    ...left.map((vcpu) => ({ pus: [vcpu], words: `on PU ${vm.pus[vcpu] ?? '?'}` })),
  ]);
}

/** The list around the piece in which the cursor is. */
function tokenAt({ text, cursor }: Slot): { readonly before: string; readonly after: string } {
  const start = text.lastIndexOf(',', cursor - 1) + 1;
  const end = text.indexOf(',', cursor);
  return { before: cursor === 0 ? '' : text.slice(0, start), after: end === -1 ? '' : text.slice(end) };
}

function distinct(groups: readonly PuGroup[]): readonly PuGroup[] {
  const seen = new Set(['']);
  return groups.filter(({ pus }) => !seen.has(pus.join()) && seen.add(pus.join()));
}

function ascending(pus: Iterable<number>): readonly number[] {
  return [...new Set(pus)].sort((a, b) => a - b);
}
