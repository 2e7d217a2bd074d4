import { byNumber } from '../text/byNumber';
import { groupBy } from '../text/groupBy';
import type { Machine, MachineNode, Pu } from './machine';
import { remembered } from '../text/remembered';

/** The machine's PUs by number. */
export const puById = remembered((machine: Machine) => byNumber(machine.pus, (pu) => pu.id));

const nodesById = remembered(
  // Of nodes with the same number the first counts.
  (machine: Machine) => byNumber([...machine.nodes].reverse(), (node) => node.id),
);

export function nodeById(machine: Machine, id: number): MachineNode | undefined {
  return nodesById(machine).get(id);
}

/** Numbers of the nodes on which the PUs lie, ascending; PUs that are absent or of unknown node do not count. */
export function nodesOf(machine: Machine, pus: Iterable<number>): number[] {
  return numbersOf(machine, pus, 'node');
}

/** Numbers of the packages in which the PUs lie, ascending. */
export function packagesOf(machine: Machine, pus: Iterable<number>): number[] {
  return numbersOf(machine, pus, 'package');
}

const pusByNode = remembered((machine: Machine) => groupBy(machine.pus, (pu) => pu.node));

/** The PUs of a node, ascending. */
export function pusOfNode(machine: Machine, node: number): readonly Pu[] {
  return pusByNode(machine).get(node) ?? [];
}

const pusByCore = remembered((machine: Machine) => {
  const cores = groupBy(machine.pus, coreKey);
  return new Map([...cores].map(([core, pus]) => [core, pus.map((pu) => pu.id)]));
});

/** Numbers of all PUs on the core of this one, itself included, ascending; only itself where the core is not known. */
export function siblingsOf(machine: Machine, id: number): readonly number[] {
  const pu = puById(machine).get(id);
  const core = pu === undefined ? null : coreKey(pu);
  return core === null ? [id] : (pusByCore(machine).get(core) ?? [id]);
}

/** PUs on which VMs may run: online, allowed and not reserved for the host; ascending. */
export const usablePus = remembered((machine: Machine): readonly Pu[] => {
  const reserved = new Set(machine.reserved.pus);
  return machine.pus.filter((pu) => pu.online && pu.allowed && !reserved.has(pu.id));
});

/** By package, node, L3, core and number; what is not known comes last. */
export function inTopologicalOrder(pus: readonly Pu[]): Pu[] {
  return [...pus].sort(
    (a, b) =>
      order(a.package, b.package) ||
      order(a.node, b.node) ||
      order(a.l3, b.l3) ||
      order(a.core, b.core) ||
      a.id - b.id,
  );
}

/** Bytes of a node that VMs may have: its memory less the host's reserve, at least 0; null when its memory is not known or there is no such node. */
export function availableBytes(machine: Machine, node: number): number | null {
  const memory = nodeById(machine, node)?.memoryBytes ?? null;
  return memory === null ? null : Math.max(0, memory - machine.reserved.memoryBytesPerNode);
}

const nodePlaces = remembered(
  (machine: Machine) => new Map([...machine.nodes.entries()].reverse().map(([at, node]) => [node.id, at])),
);

/** SLIT distance between two nodes by number; null when not known. */
export function distanceBetween(machine: Machine, from: number, to: number): number | null {
  const places = nodePlaces(machine);
  return machine.distances?.[places.get(from) ?? -1]?.[places.get(to) ?? -1] ?? null;
}

function numbersOf(machine: Machine, pus: Iterable<number>, key: 'node' | 'package'): number[] {
  const known = puById(machine);
  const numbers: number[] = [];
  for (const id of pus) {
    const number = known.get(id)?.[key] ?? null;
    // Most PUs of a list lie where the one before them lies.
    if (number !== null && number !== numbers.at(-1) && !numbers.includes(number)) numbers.push(number);
  }
  return numbers.sort((a, b) => a - b);
}

/**
 * What tells cores apart; null where the core is not known. Cores count within a package, over the machine where
 * packages are not known.
 */
export function coreKey(pu: Pu): string | null {
  return pu.core === null ? null : `${pu.package ?? ''}/${pu.core}`;
}

/** Distinct cores of these PUs; one whose core is not known counts as a core. */
export function coreCount(pus: readonly Pu[]): number {
  return new Set(pus.map((pu) => coreKey(pu) ?? pu.id)).size;
}

function order(a: number | null, b: number | null): number {
  return (a ?? Number.MAX_SAFE_INTEGER) - (b ?? Number.MAX_SAFE_INTEGER);
}
