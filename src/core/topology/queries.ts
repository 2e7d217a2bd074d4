import type { Machine, MachineNode, Pu } from './machine';

const pusById = new WeakMap<Machine, ReadonlyMap<number, Pu>>();

/** The machine's PUs by number. Made once for a machine. */
export function puById(machine: Machine): ReadonlyMap<number, Pu> {
  const known = pusById.get(machine);
  if (known !== undefined) return known;
  const made = new Map(machine.pus.map((pu) => [pu.id, pu]));
  pusById.set(machine, made);
  return made;
}

export function nodeById(machine: Machine, id: number): MachineNode | undefined {
  return machine.nodes.find((node) => node.id === id);
}

/** Numbers of the nodes on which the PUs lie, ascending; PUs that are absent or of unknown node do not count. */
export function nodesOf(machine: Machine, pus: Iterable<number>): number[] {
  return distinct([...pus].map((id) => puById(machine).get(id)?.node));
}

/** Numbers of the packages in which the PUs lie, ascending. */
export function packagesOf(machine: Machine, pus: Iterable<number>): number[] {
  return distinct([...pus].map((id) => puById(machine).get(id)?.package));
}

/** The PUs of a node, ascending. */
export function pusOfNode(machine: Machine, node: number): Pu[] {
  return machine.pus.filter((pu) => pu.node === node);
}

/** Numbers of all PUs on the core of this one, itself included, ascending; only itself where the core is not known. */
export function siblingsOf(machine: Machine, id: number): number[] {
  const pu = puById(machine).get(id);
  if (pu === undefined || pu.core === null) return [id];
  return machine.pus
    .filter((other) => other.package === pu.package && other.core === pu.core)
    .map((other) => other.id);
}

/** PUs on which VMs may run: online, allowed and not reserved for the host; ascending. */
export function usablePus(machine: Machine): Pu[] {
  const reserved = new Set(machine.reserved.pus);
  return machine.pus.filter((pu) => pu.online && pu.allowed && !reserved.has(pu.id));
}

/** By package, node, L3, core and number; what is not known comes last. */
export function inTopologicalOrder(pus: readonly Pu[]): Pu[] {
  const rank = (pu: Pu): number[] =>
    [pu.package, pu.node, pu.l3, pu.core, pu.id].map((value) => value ?? Number.MAX_SAFE_INTEGER);
  return pus
    .map((pu) => ({ pu, rank: rank(pu) }))
    .sort((a, b) => {
      const first = a.rank.findIndex((value, i) => value !== b.rank[i]);
      return first < 0 ? 0 : (a.rank[first] ?? 0) - (b.rank[first] ?? 0);
    })
    .map(({ pu }) => pu);
}

/** Bytes of a node that VMs may have: its memory less the host's reserve, at least 0; null when its memory is not known or there is no such node. */
export function availableBytes(machine: Machine, node: number): number | null {
  const memory = nodeById(machine, node)?.memoryBytes ?? null;
  return memory === null ? null : Math.max(0, memory - machine.reserved.memoryBytesPerNode);
}

/** SLIT distance between two nodes by number; null when not known. */
export function distanceBetween(machine: Machine, from: number, to: number): number | null {
  const row = machine.nodes.findIndex((node) => node.id === from);
  const column = machine.nodes.findIndex((node) => node.id === to);
  return machine.distances?.[row]?.[column] ?? null;
}

function distinct(values: readonly (number | null | undefined)[]): number[] {
  return [...new Set(values.filter((value) => typeof value === 'number'))].sort((a, b) => a - b);
}
