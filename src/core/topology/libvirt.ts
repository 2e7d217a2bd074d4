import { MAX_CPU } from '../text/cpuList';
import { contradictions } from './contradictions';
import { numberCores, numberGroups } from './coreNumbers';
import { firstOf, idsWithin, setOfList } from './idSet';
import { libvirtNics } from './libvirtNics';
import type { HugePagePool, Machine, MachineNode, Pu } from './machine';
import { natural, unread, UNKNOWN_MACHINE, type MachineRead } from './machineRead';
import { childAt, childrenOf, type XmlElement } from './xml';

const REMEDY = 'Print it on the machine with: virsh capabilities';

/** Bytes of libvirt's units (libvirt documentation, "memory"): `KiB` where there is none. */
const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  bytes: 1,
  kb: 1000,
  k: 1024,
  kib: 1024,
  mb: 1e6,
  m: 2 ** 20,
  mib: 2 ** 20,
  gb: 1e9,
  g: 2 ** 30,
  gib: 2 ** 30,
  tb: 1e12,
  t: 2 ** 40,
  tib: 2 ** 40,
};

/**
 * A machine from `virsh capabilities` (libvirt documentation, "Driver capabilities"). Behind it may stand what
 * `virsh nodedev-dumpxml` prints for network devices and their parents: the NICs. libvirt numbers cores in each package.
 */
export function readLibvirt(roots: readonly XmlElement[], text: string, name: string): MachineRead {
  const capabilities = roots.find((root) => root.name === 'capabilities');
  const topology = childAt(capabilities, 'host', 'topology');
  const cells = childrenOf(childAt(topology, 'cells'), 'cell');
  if (capabilities === undefined)
    return unread(text, roots[0]?.offset ?? 0, 'There are no capabilities of a host here.', REMEDY);
  if (cells.length === 0)
    return unread(
      text,
      capabilities.offset,
      "The capabilities name no `cell`: libvirt could not read the host's topology.",
      REMEDY,
    );
  const pus = pusOf(cells, childAt(capabilities, 'host', 'cache'));
  if (pus.length === 0)
    return unread(
      text,
      cells[0]?.offset ?? 0,
      'No cell names a `cpu`, so nothing can run on this machine.',
      REMEDY,
    );
  const nodes = nodesOf(cells);
  const machine: Machine = {
    ...UNKNOWN_MACHINE,
    id: name,
    title: titleOf(capabilities) || name,
    source: 'virsh capabilities',
    nodes,
    pus,
    distances: distancesOf(cells, nodes),
    nics: libvirtNics(roots, nodes),
    pageSizesBytes: pageSizes(childrenOf(childAt(capabilities, 'host', 'cpu'), 'pages')),
  };
  return { machine: { ...machine, warnings: contradictions(machine, null) } };
}

/** The model is the nearest that libvirt knows, not the processor's own name. */
function titleOf(capabilities: XmlElement): string {
  const cpu = childAt(capabilities, 'host', 'cpu');
  const model = childAt(cpu, 'model')?.text.trim() ?? '';
  return model === '' ? '' : `${childAt(cpu, 'arch')?.text.trim() ?? ''} host, CPU model ${model}`.trim();
}

function idOf(element: XmlElement): number | null {
  const id = natural(element.attributes['id']);
  return id === null || id > MAX_CPU ? null : id;
}

/** Cells by number; the first counts where a number stands twice. */
function nodesOf(cells: readonly XmlElement[]): MachineNode[] {
  const nodes = new Map<number, MachineNode>();
  for (const cell of cells) {
    const id = idOf(cell);
    if (id === null || nodes.has(id)) continue;
    const memoryBytes = bytesOf(childAt(cell, 'memory')) ?? bytesInPages(cell);
    nodes.set(id, { id, memoryBytes, hugePages: poolsOf(cell), kind: null, allowed: true });
  }
  return [...nodes.values()].sort((a, b) => a.id - b.id);
}

/** libvirt leaves out `memory` where there is none, and still counts the pages. */
function bytesInPages(cell: XmlElement): number | null {
  const pages = childrenOf(cell, 'pages').map(
    (page) => (pageSize(page) ?? NaN) * (natural(page.text) ?? NaN),
  );
  const bytes = pages.reduce((sum, value) => sum + value, 0);
  return pages.length > 0 && Number.isSafeInteger(bytes) ? bytes : null;
}

function bytesOf(element: XmlElement | undefined): number | null {
  const value = natural(element?.text);
  const factor = UNITS[(element?.attributes['unit'] ?? 'KiB').toLowerCase()];
  const bytes = value === null || factor === undefined ? null : value * factor;
  return bytes !== null && Number.isSafeInteger(bytes) ? bytes : null;
}

/** Size in bytes of a `pages` element, which gives it in its attributes. */
function pageSize({ attributes }: XmlElement): number | null {
  const value = natural(attributes['size']);
  const factor = UNITS[(attributes['unit'] ?? 'KiB').toLowerCase()];
  const bytes = value === null || factor === undefined ? null : value * factor;
  return bytes !== null && bytes > 0 && Number.isSafeInteger(bytes) ? bytes : null;
}

function pageSizes(pages: readonly XmlElement[]): number[] {
  return [...new Set(pages.flatMap((page) => pageSize(page) ?? []))].sort((a, b) => a - b);
}

/** The smallest pages are no huge pages. */
function poolsOf(cell: XmlElement): HugePagePool[] {
  return childrenOf(cell, 'pages')
    .flatMap((page) => {
      const sizeBytes = pageSize(page);
      const total = natural(page.text);
      return sizeBytes === null || total === null ? [] : [{ sizeBytes, total, free: null }];
    })
    .sort((a, b) => a.sizeBytes - b.sizeBytes)
    .slice(1);
}

/** An offline PU has its number and nothing else. */
function pusOf(cells: readonly XmlElement[], cache: XmlElement | undefined): Pu[] {
  const found = new Map<number, { cpu: XmlElement; node: number | null }>();
  for (const cell of cells)
    for (const cpu of childrenOf(childAt(cell, 'cpus'), 'cpu')) {
      const id = idOf(cpu);
      if (id !== null && !found.has(id)) found.set(id, { cpu, node: idOf(cell) });
    }
  const ids = [...found.keys()].sort((a, b) => a - b);
  const at = (id: number, name: string): string | undefined => found.get(id)?.cpu.attributes[name];
  const online = ids.filter((id) => at(id, 'socket_id') !== undefined || at(id, 'core_id') !== undefined);
  const isOnline = new Set(online);
  const cores = numberCores(
    online.flatMap((pu) => {
      const id = natural(at(pu, 'core_id'));
      const siblings = at(pu, 'siblings');
      if (id === null && siblings === undefined) return [];
      const lowest = siblings === undefined ? undefined : firstOf(setOfList(siblings), online);
      return [{ pu, package: natural(at(pu, 'socket_id')), key: lowest ?? `core ${id}`, id }];
    }),
  );
  const l3 = l3ByPu(cache, online);
  return ids.map((id) => ({
    id,
    package: natural(at(id, 'socket_id')),
    core: cores.get(id) ?? null,
    l3: l3.get(id) ?? null,
    node: isOnline.has(id) ? (found.get(id)?.node ?? null) : null,
    kind: null,
    online: isOnline.has(id),
    allowed: true,
  }));
}

function l3ByPu(cache: XmlElement | undefined, online: readonly number[]): ReadonlyMap<number, number> {
  const banks = childrenOf(cache, 'bank').filter(
    ({ attributes }) => attributes['level'] === '3' && attributes['type'] !== 'code',
  );
  const bankOf = new Map<number, XmlElement>();
  for (const bank of banks) {
    for (const pu of idsWithin(setOfList(bank.attributes['cpus'] ?? ''), online))
      if (!bankOf.has(pu)) bankOf.set(pu, bank);
  }
  return numberGroups(bankOf);
}

function distancesOf(cells: readonly XmlElement[], nodes: readonly MachineNode[]): Machine['distances'] {
  const rows = new Map(
    cells.map((cell) => [
      idOf(cell),
      new Map(
        childrenOf(childAt(cell, 'distances'), 'sibling').map((sibling) => [
          idOf(sibling),
          natural(sibling.attributes['value']),
        ]),
      ),
    ]),
  );
  const matrix = nodes.map((a) => nodes.map((b) => rows.get(a.id)?.get(b.id) ?? 0));
  return matrix.every((row) => row.every((value) => value > 0)) ? matrix : null;
}
