import { sectionOf, textAt, type CaptureText } from './captureText';
import { hasId, type IdSet, setOfList } from './idSet';
import type { MachineNode, Pu } from './machine';

/** What a capture's reader may use. null: everything. */
export interface Allowed {
  readonly pus: IdSet | null;
  readonly nodes: IdSet | null;
}

/**
 * From the cpuset of the cgroup in which the probe ran, or in which whoever copied the tree was. Where no cgroup tells
 * it, from what the process itself may use (proc(5), Cpus_allowed_list): with the PUs that are isolated from the
 * scheduler added, which a process does not get by itself and may still ask for.
 */
export function captureAllowed(capture: CaptureText): Allowed {
  const cpuset = sectionOf(capture, 'cpuset');
  const status = sectionOf(capture, 'proc').get('self/status') ?? [];
  const line = (name: string): string | null =>
    status.find((text) => text.startsWith(`${name}:`))?.slice(name.length + 1) ?? null;
  const isolated = textAt(sectionOf(capture, 'cpu'), 'isolated');
  const own = line('Cpus_allowed_list');
  const pus = textAt(cpuset, 'cpus') ?? (own === null ? null : [own, isolated ?? ''].join(','));
  const nodes = textAt(cpuset, 'mems') ?? line('Mems_allowed_list');
  return { pus: setOrAll(pus), nodes: setOrAll(nodes) };
}

/** An empty set forbids everything and would leave no machine: it is no statement. */
function setOrAll(text: string | null): IdSet | null {
  const set = text === null ? [] : setOfList(text);
  return set.length === 0 ? null : set;
}

/** An offline PU is in no cgroup's effective set, whatever the cgroup was given. */
export function markPus(pus: readonly Pu[], { pus: allowed }: Allowed): Pu[] {
  return pus.map((pu) => ({ ...pu, allowed: allowed === null || !pu.online || hasId(allowed, pu.id) }));
}

/** Sets of nodes name those with memory only; a node without any keeps nothing from anybody. */
export function markNodes(nodes: readonly MachineNode[], { nodes: allowed }: Allowed): MachineNode[] {
  return nodes.map((node) => ({
    ...node,
    allowed: allowed === null || node.memoryBytes === 0 || hasId(allowed, node.id),
  }));
}
