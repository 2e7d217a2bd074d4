import { MAX_CPU, MAX_CPU_LIST, formatCpuList } from '../text/cpuList';
import { contradictions } from './contradictions';
import { numberCores, numberGroups } from './coreNumbers';
import { hwlocDistances } from './hwlocDistances';
import { hwlocKinds } from './hwlocKinds';
import { hwlocNodes, hwlocPageSizes, onlyNode } from './hwlocNodes';
import { hwlocObjects, objectsIn, type HwlocObjects, type HwlocPu } from './hwlocObjects';
import { hasId, setOfBitmap, setOfIds, withoutIds, type IdSet } from './idSet';
import type { HostNic, Machine, MachineNode, Pu } from './machine';
import { natural, unread, UNKNOWN_MACHINE, type MachineRead } from './machineRead';
import { childrenOf, type XmlElement } from './xml';

/** The newest format of which something is known. */
const KNOWN_VERSION = 3;
const REMEDY = 'Write it again with: lstopo FILE.xml';

/**
 * A machine from an hwloc topology, formats 1 to 3 (hwloc documentation, "Importing and exporting topologies from/to XML
 * files"). PUs that a cgroup forbids are there and not allowed; hwloc says nothing of where they lie.
 */
export function readHwloc(topology: XmlElement, text: string, name: string): MachineRead {
  const version = natural((topology.attributes['version'] ?? '1').split('.')[0]) ?? 1;
  const root = objectsIn(topology)[0];
  if (root === undefined) return unread(text, topology.offset, 'The topology has no object.', REMEDY);
  const objects = hwlocObjects(root, version);
  if (objects.pus.length === 0)
    return unread(text, root.offset, 'The topology has no PU, so nothing can run on this machine.', REMEDY);
  const infos = infosOf(topology, root);
  const cgroup = (infos.get('LinuxCgroup') ?? '/') !== '/';
  const missing = missingPus(root, objects.pus, cgroup);
  const nodes = objects.nodes.length === 0 ? [onlyNode(root)] : hwlocNodes(root, objects.nodes, cgroup);
  const machine = machineOf(name, infos, root, topology, objects, nodes, missing.pus);
  const warnings = [
    ...versionWarning(version),
    ...missing.warnings,
    ...missingNodes(nodes, objects),
    ...contradictions(machine, null),
  ];
  return { machine: { ...machine, warnings } };
}

function machineOf(
  name: string,
  infos: ReadonlyMap<string, string>,
  root: XmlElement,
  topology: XmlElement,
  objects: HwlocObjects,
  nodes: readonly MachineNode[],
  missing: readonly Pu[],
): Machine {
  const pus = presentPus(topology, root, objects);
  return {
    ...UNKNOWN_MACHINE,
    id: name,
    title: titleOf(infos, objects) || name,
    source: `hwloc topology${infos.has('HostName') ? ` of ${infos.get('HostName') ?? ''}` : ''}`,
    nodes,
    pus: [...pus, ...missing].sort((a, b) => a.id - b.id),
    distances: hwlocDistances(topology, root, objects.nodes, nodes),
    nics: nicsOf(objects),
    pageSizesBytes: hwlocPageSizes(root, infos.get('PageSizes')),
  };
}

function presentPus(topology: XmlElement, root: XmlElement, objects: HwlocObjects): Pu[] {
  const packages = packageNumbers(objects);
  // A number that stands twice would be no machine: the first one counts.
  const found = [...new Map([...objects.pus].reverse().map((pu) => [pu.id, pu])).values()].filter(
    ({ id }) => id <= MAX_CPU,
  );
  const packageOf = (pu: HwlocPu): number | null =>
    pu.package === null ? null : (packages.get(pu.package) ?? null);
  const cores = numberCores(
    found.flatMap((pu) =>
      pu.core === null
        ? []
        : [
            {
              pu: pu.id,
              package: packageOf(pu),
              key: pu.core.offset,
              id: natural(pu.core.attributes['os_index']),
            },
          ],
    ),
  );
  const l3 = numberGroups(
    new Map(found.flatMap((pu): [number, XmlElement][] => (pu.l3 === null ? [] : [[pu.id, pu.l3]]))),
  );
  const allowed = bitmapOf(root, 'allowed_cpuset');
  const kinds = hwlocKinds(topology);
  const onlyNodeId = objects.nodes.length === 0 ? 0 : null;
  return found.map((pu) => ({
    id: pu.id,
    package: packageOf(pu),
    core: cores.get(pu.id) ?? null,
    l3: l3.get(pu.id) ?? null,
    node: nodeId(pu.node) ?? onlyNodeId,
    kind: kinds(pu.id),
    online: true,
    allowed: allowed === null || hasId(allowed, pu.id),
  }));
}

/** The kernel's numbers; counted in the order of the file where one is missing or stands twice. */
function packageNumbers({ packages }: HwlocObjects): ReadonlyMap<XmlElement, number> {
  const ids = packages.map((pack) => natural(pack.attributes['os_index']));
  const usable = !ids.includes(null) && new Set(ids).size === ids.length;
  return new Map(packages.map((pack, i) => [pack, usable ? (ids[i] ?? i) : i]));
}

function nodeId(node: XmlElement | null): number | null {
  const id = natural(node?.attributes['os_index']);
  return id === null || id > MAX_CPU ? null : id;
}

/**
 * hwloc keeps PUs that it may not use in `complete_cpuset` only. Version 1 says which of them are online; later ones
 * name the cgroup that forbids them, if one does.
 */
function missingPus(
  root: XmlElement,
  present: readonly HwlocPu[],
  cgroup: boolean,
): { readonly pus: readonly Pu[]; readonly warnings: readonly string[] } {
  const complete = bitmapOf(root, 'complete_cpuset') ?? [];
  const ids = idsOf(withoutIds(complete, setOfIds(present.map(({ id }) => id))));
  if (ids.length === 0) return { pus: [], warnings: [] };
  const online = bitmapOf(root, 'online_cpuset');
  const pus = ids.map((id) => {
    // Files of version 1 that version 2 writes have only what hwloc may use in `online_cpuset`.
    const on = cgroup || (online !== null && hasId(online, id));
    return { id, package: null, core: null, l3: null, node: null, kind: null, online: on, allowed: !on };
  });
  const words = `hwloc tells nothing of PUs ${formatCpuList(ids)}`;
  const why = online === null && !cgroup ? ' They are taken for offline.' : '';
  return { pus, warnings: [`${words}: they were offline, or a cgroup forbade them.${why}`] };
}

/** hwloc leaves out nodes without memory, and puts their PUs on the nearest node that has some. */
function missingNodes(nodes: readonly MachineNode[], objects: HwlocObjects): string[] {
  const described = new Set(objects.nodes.length === 0 ? [0] : objects.nodes.map(nodeId));
  const ids = nodes.map(({ id }) => id).filter((id) => !described.has(id));
  return ids.length === 0
    ? []
    : [
        `hwloc tells nothing of nodes ${formatCpuList(ids)}: they had no memory, or a cgroup forbade them. PUs that it puts on other nodes may lie on these.`,
      ];
}

/** Numbers of a set; none of a set without end, which says nothing of a machine. */
function idsOf(set: IdSet): number[] {
  const ids: number[] = [];
  if ((set.at(-1)?.[1] ?? 0) >= MAX_CPU) return ids;
  for (const [first, last] of set)
    for (let id = first; id <= last && ids.length < MAX_CPU_LIST; id++) ids.push(id);
  return ids;
}

function bitmapOf(root: XmlElement, attribute: string): IdSet | null {
  const text = root.attributes[attribute];
  return text === undefined ? null : setOfBitmap(text);
}

/** A NIC's node is the one of all PUs near it; null when these lie on several. */
function nicsOf(objects: HwlocObjects): HostNic[] {
  const nodeOf = new Map(objects.pus.map((pu) => [pu.id, nodeId(pu.node)]));
  const common = new Map<XmlElement, number | null>();
  return objects.nics.map(({ name, near }) => {
    if (!common.has(near)) {
      const nodes = new Set(hwlocObjects(near, 0).pus.map(({ id }) => nodeOf.get(id) ?? null));
      const [only = null] = nodes;
      common.set(near, nodes.size === 1 ? only : null);
    }
    return { name, node: common.get(near) ?? null };
  });
}

/** What hwloc says in words of the whole machine; version 3 has it beside the objects. */
function infosOf(topology: XmlElement, root: XmlElement): ReadonlyMap<string, string> {
  const infos = [...childrenOf(root, 'info'), ...childrenOf(topology, 'info')];
  return new Map(infos.map(({ attributes }) => [attributes['name'] ?? '', attributes['value'] ?? '']));
}

function titleOf(infos: ReadonlyMap<string, string>, { packages }: HwlocObjects): string {
  const model = packages[0] === undefined ? undefined : infosOf(packages[0], packages[0]).get('CPUModel');
  return [infos.get('HostName'), (model ?? infos.get('CPUModel'))?.trim()].filter(Boolean).join(': ');
}

function versionWarning(version: number): string[] {
  return version <= KNOWN_VERSION
    ? []
    : [
        `The topology has format ${version}, and only those up to ${KNOWN_VERSION} are known. It was read as one of these.`,
      ];
}
