import { natural } from './machineRead';
import type { XmlElement } from './xml';

/** A PU of an hwloc topology with the objects that it lies in; null where there is none. */
export interface HwlocPu {
  readonly id: number;
  readonly package: XmlElement | null;
  readonly core: XmlElement | null;
  readonly l3: XmlElement | null;
  readonly node: XmlElement | null;
}

export interface HwlocObjects {
  readonly pus: readonly HwlocPu[];
  readonly nodes: readonly XmlElement[];
  readonly packages: readonly XmlElement[];
  /** Network interfaces with the object near which they hang. */
  readonly nics: readonly { readonly name: string; readonly near: XmlElement }[];
}

type Place = Omit<HwlocPu, 'id'>;

interface Walk {
  readonly version: number;
  readonly pus: HwlocPu[];
  readonly nodes: XmlElement[];
  readonly packages: XmlElement[];
  readonly nics: { name: string; near: XmlElement }[];
}

const NOWHERE: Place = { package: null, core: null, l3: null, node: null };
const DEVICES: ReadonlySet<string> = new Set(['Bridge', 'PCIDev', 'OSDev', 'Misc']);

/** The objects of a topology that make a machine. `version` is that of the format: 1, 2 or 3. */
export function hwlocObjects(root: XmlElement, version: number): HwlocObjects {
  const walk: Walk = { version, pus: [], nodes: [], packages: [], nics: [] };
  descend(walk, root, NOWHERE, root);
  return walk;
}

/** The kind of an object by the name that the current version has for it. */
export function typeOf(object: XmlElement): string {
  const type = object.attributes['type'] ?? '';
  switch (type) {
    case 'Socket':
      return 'Package';
    case 'Node':
      return 'NUMANode';
    case 'Cache':
      // Version 1 has one type for all caches; type 2 holds instructions.
      return object.attributes['cache_type'] === '2' ? 'Cache' : `L${object.attributes['depth']}Cache`;
    default:
      return type;
  }
}

export function objectsIn(object: XmlElement): readonly XmlElement[] {
  return object.children.filter((child) => child.name === 'object');
}

function descend(walk: Walk, object: XmlElement, above: Place, near: XmlElement): void {
  const type = typeOf(object);
  const place = placeIn(object, type, above);
  if (type === 'PU') {
    const id = natural(object.attributes['os_index']);
    if (id !== null) walk.pus.push({ id, ...place });
  }
  if (type === 'NUMANode') walk.nodes.push(object);
  if (type === 'Package') walk.packages.push(object);
  if (isNetwork(walk, object)) walk.nics.push({ name: object.attributes['name'] ?? '', near });
  const next = DEVICES.has(type) ? near : object;
  for (const child of objectsIn(object)) descend(walk, child, place, next);
}

function placeIn(object: XmlElement, type: string, above: Place): Place {
  const place = { ...above, node: localNode(object) ?? above.node };
  switch (type) {
    case 'Package':
      return { ...place, package: object };
    case 'Core':
      return { ...place, core: object };
    case 'L3Cache':
      return { ...place, l3: object };
    case 'NUMANode':
      return { ...place, node: object };
    default:
      return place;
  }
}

/**
 * From version 2 on nodes hang beside the cores that they are local to, behind a memory-side cache where there is one.
 * Of several the kernel puts PUs on the ordinary one.
 */
function localNode(object: XmlElement): XmlElement | null {
  const nodes = objectsIn(object)
    .flatMap((child) => (typeOf(child) === 'MemCache' ? memoryBehind(child) : [child]))
    .filter(
      (child) =>
        typeOf(child) === 'NUMANode' &&
        /[1-9a-f]/i.test((child.attributes['cpuset'] ?? '').replaceAll('0x', '')),
    );
  const rank = (node: XmlElement): number => {
    const ordinary = ['DRAM', undefined].includes(node.attributes['subtype']);
    return (ordinary ? 0 : 2 ** 32) + (natural(node.attributes['os_index']) ?? 0);
  };
  return nodes.reduce<XmlElement | null>(
    (best, node) => (best === null || rank(node) < rank(best) ? node : best),
    null,
  );
}

function memoryBehind(cache: XmlElement): readonly XmlElement[] {
  return objectsIn(cache).flatMap((child) => (typeOf(child) === 'MemCache' ? memoryBehind(child) : [child]));
}

/**
 * hwloc.h: `HWLOC_OBJ_OSDEV_NETWORK` is 2 up to version 2 and bit 4 from version 3 on, where bit 5 marks an InfiniBand
 * device, which is no interface itself.
 */
function isNetwork({ version }: Walk, object: XmlElement): boolean {
  if (object.attributes['type'] !== 'OSDev' || (object.attributes['name'] ?? '') === '') return false;
  const kind = natural(object.attributes['osdev_type']) ?? 0;
  return version >= 3 ? (kind & 48) === 16 : kind === 2;
}
