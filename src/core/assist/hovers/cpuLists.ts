import { count } from '../../check/words';
import type { Vm } from '../../layout/layout';
import { numbersInWords } from '../../text/count';
import { parseCpuList } from '../../text/cpuList';
import type { TextRange } from '../../text/document';
import { sizeInWords } from '../../text/size';
import type { Machine, Pu } from '../../topology/machine';
import {
  coreKey,
  availableBytes,
  nodeById,
  nodesOf,
  packagesOf,
  puById,
  pusOfNode,
  siblingsOf,
} from '../../topology/queries';
import { memoryWords } from '../completions/cpuLists';
import { distancesInWords } from '../distances';
import { othersOnHost } from '../free';
import type { Place } from '../place';
import type { Slot } from '../slot';

interface Told {
  readonly range: TextRange;
  readonly lines: readonly string[];
}

/** The number or range of a list under the cursor, as the machine has it. */
export function cpuListHover(machine: Machine, place: Place, slot: Slot): Told | null {
  const piece = pieceAt(slot);
  const [first] = piece.numbers;
  if (first === undefined) return null;
  const single = piece.numbers.length === 1;
  if (place.kind === 'nodes') {
    const lines = piece.numbers.flatMap((node) => nodeLines(machine, place, node));
    return { range: piece.range, lines };
  }
  const lines = single ? puLines(machine, place, first) : rangeLines(machine, piece.numbers);
  const carried = place.kind === 'pus' && place.vm !== null ? [carriedWords(piece, place.vm)] : [];
  return { range: piece.range, lines: [...lines, ...carried] };
}

/** vCPUs of a guest's cell, with the PUs that carry them. */
export function vcpuHover(machine: Machine, vm: Vm, slot: Slot): Told | null {
  const piece = pieceAt(slot);
  const pus = piece.numbers.flatMap((vcpu) => vm.pus.slice(vcpu, vcpu + 1));
  if (pus.length === 0) return null;
  const nodes = nodesOf(machine, pus);
  const on = nodes.length === 0 ? '' : ` on ${numbersInWords('node', nodes)}`;
  return {
    range: piece.range,
    lines: [`${numbersInWords('vCPU', piece.numbers)}: ${numbersInWords('PU', pus)}${on}`],
  };
}

/** `Node 1: 2.0 of 8 GiB free, PUs 4-7, distance 20 to node 0` */
export function nodeLines(machine: Machine, { part, vm }: Place, id: number): readonly string[] {
  const node = nodeById(machine, id);
  if (node === undefined) return [];
  const pus = pusOfNode(machine, id).map((pu) => pu.id);
  const others = machine.nodes.map((other) => other.id);
  const facts = [
    memoryWords(machine, part, [id], vm),
    node.kind ?? '',
    pus.length === 0 ? 'no PUs' : numbersInWords('PU', pus),
    distancesInWords(machine, id, others),
  ];
  const reserved = machine.reserved.memoryBytesPerNode;
  const available = availableBytes(machine, id);
  const pools = node.hugePages.map(
    ({ sizeBytes, total, free }) =>
      `${count(total, 'huge page')} of ${sizeInWords(sizeBytes)}${free === null ? '' : `, ${free} free`}`,
  );
  return [
    `Node ${id}: ${facts.filter((fact) => fact !== '').join(', ')}`,
    ...(reserved > 0 && available !== null
      ? [`${sizeInWords(reserved)} reserved for the host, ${sizeInWords(available)} for VMs`]
      : []),
    ...pools,
  ];
}

/** `PU 12: package 3, node 3, core 2, sibling 28, distance 20 to node 1` */
function puLines(machine: Machine, { part, vm, kind }: Place, id: number): readonly string[] {
  const pu = puById(machine).get(id);
  if (pu === undefined) return [`PU ${id} is not on this machine`];
  const siblings = siblingsOf(machine, id).filter((other) => other !== id);
  const facts = [
    ...placeOf(pu),
    siblings.length === 0 ? '' : numbersInWords('sibling', siblings),
    pu.node === null ? '' : distancesInWords(machine, pu.node, nodesInQuestion(machine, vm)),
    ...stateOf(machine, pu),
  ];
  const owner = part?.layout == null ? [] : othersOnHost(part.layout, kind === 'pus' ? vm : null);
  const owners = owner
    .filter((other) => other.pus.includes(id))
    .map((other) => `carries vCPU ${other.pus.indexOf(id)} of ${other.name}`);
  return [`PU ${id}: ${[...facts, ...owners].filter((fact) => fact !== '').join(', ')}`];
}

function placeOf(pu: Pu): readonly string[] {
  const l3 = pu.l3 === null || (pu.l3 === pu.node && pu.l3 === pu.package) ? '' : `L3 ${pu.l3}`;
  return [
    pu.package === null ? '' : `package ${pu.package}`,
    pu.node === null ? '' : `node ${pu.node}`,
    l3,
    pu.core === null ? '' : `core ${pu.core}`,
    pu.kind ?? '',
  ];
}

function stateOf(machine: Machine, pu: Pu): readonly string[] {
  return [
    pu.online ? '' : 'offline',
    pu.allowed ? '' : 'kept away by a cgroup',
    machine.reserved.pus.includes(pu.id) ? 'reserved for the host' : '',
  ];
}

/** The other nodes of the VM; all nodes where it has one only. */
function nodesInQuestion(machine: Machine, vm: Vm | null): readonly number[] {
  const own = vm === null ? [] : [...new Set([...nodesOf(machine, vm.pus), ...vm.nodes])];
  return own.length > 1 ? own : machine.nodes.map((node) => node.id);
}

/** `PUs 4-7: package 1, node 1, 4 cores` */
function rangeLines(machine: Machine, ids: readonly number[]): readonly string[] {
  const pus = ids.flatMap((id) => puById(machine).get(id) ?? []);
  if (pus.length === 0) return [`${numbersInWords('PU', ids)}: not on this machine`];
  const packages = packagesOf(machine, ids);
  const nodes = nodesOf(machine, ids);
  const cores = new Set(pus.flatMap((pu) => coreKey(pu) ?? [])).size;
  const missing = ids.filter((id) => !puById(machine).has(id));
  const facts = [
    packages.length === 0 ? '' : numbersInWords('package', packages),
    nodes.length === 0 ? '' : numbersInWords('node', nodes),
    cores === 0 ? '' : count(cores, 'core'),
    missing.length === 0 ? '' : `${numbersInWords('PU', missing)} not on this machine`,
  ];
  return [`${numbersInWords('PU', ids)}: ${facts.filter((fact) => fact !== '').join(', ')}`];
}

interface Piece {
  readonly numbers: readonly number[];
  readonly range: TextRange;
  /** Numbers of the list in front of this piece. */
  readonly before: number;
}

function pieceAt({ text, cursor, range }: Slot): Piece {
  const start = text.lastIndexOf(',', cursor - 1) + 1;
  const comma = text.indexOf(',', cursor);
  const end = comma === -1 ? text.length : comma;
  return {
    numbers: parseCpuList(text.slice(start, end)),
    range: { offset: range.offset + 1 + start, length: end - start },
    before: parseCpuList(text.slice(0, Math.max(0, start - 1))).length,
  };
}

function carriedWords({ numbers, before }: Piece, { name }: Vm): string {
  const vcpus = numbers.map((_pu, index) => before + index);
  return `${vcpus.length === 1 ? 'Carries' : 'Carry'} ${numbersInWords('vCPU', vcpus)} of ${name}`;
}
