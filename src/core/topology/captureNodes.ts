import {
  naturalAt,
  numberAt,
  indexesOf,
  sectionOf,
  textAt,
  type CaptureText,
  type Section,
} from './captureText';
import type { HostNic, HugePagePool, Machine, MachineNode } from './machine';

/** Bytes in the unit that the kernel calls kB. */
const KIBIBYTE = 1024;
/** Memory is taken for HBM where a node without PUs has at least this many times the bandwidth of any node with PUs. */
const HBM_BANDWIDTH = 2;

/**
 * NUMA nodes with memory and pools; one node 0 with all memory where the kernel has no NUMA. All are `allowed`: who may
 * use them is not known here.
 */
export function captureNodes(capture: CaptureText, nodesWithPus: ReadonlySet<number>): MachineNode[] {
  const section = sectionOf(capture, 'node');
  const ids = indexesOf(section, 'node');
  const pools = poolsBy(section, /^node(\d+)\/hugepages\/hugepages-(\d+)kB\/nr_hugepages$/);
  const kinds = memoryKinds(capture, ids, nodesWithPus);
  if (ids.length === 0) return [onlyNode(capture)];
  return ids.map((id) => ({
    id,
    memoryBytes: nodeMemory(section, id, 'MemTotal'),
    hugePages: pools.get(id) ?? [],
    kind: kinds.get(id) ?? null,
    allowed: true,
  }));
}

function onlyNode(capture: CaptureText): MachineNode {
  const pools = poolsBy(sectionOf(capture, 'pages'), /^()hugepages-(\d+)kB\/nr_hugepages$/);
  const memoryBytes = machineMemory(capture);
  return { id: 0, memoryBytes, hugePages: pools.get(0) ?? [], kind: null, allowed: true };
}

/** Lines of a node's meminfo. */
export type NodeMemory = 'MemTotal' | 'MemFree' | 'FilePages' | 'Shmem' | 'SReclaimable';

/** Bytes of a line of a node's meminfo: `Node 0 MemTotal:   5859532 kB`. */
export function nodeMemory(section: Section, node: number, name: NodeMemory): number | null {
  return memoryLine(section.get(`node${node}/meminfo`) ?? [], new RegExp(`\\b${name}:\\s+(\\d+) kB`));
}

/** Bytes of memory that the kernel has on all nodes together. */
export function machineMemory(capture: CaptureText): number | null {
  return memoryLine(sectionOf(capture, 'proc').get('meminfo') ?? [], /^MemTotal:\s+(\d+) kB/);
}

function memoryLine(lines: readonly string[], pattern: RegExp): number | null {
  const found = lines.map((line) => pattern.exec(line)?.[1]).find((kB) => kB !== undefined);
  const bytes = Number(found) * KIBIBYTE;
  return Number.isSafeInteger(bytes) ? bytes : null;
}

/** Pools by node number, ascending by page size, from keys in which the pattern finds node and size in kB. */
function poolsBy(section: Section, pattern: RegExp): Map<number, HugePagePool[]> {
  const pools = new Map<number, HugePagePool[]>();
  for (const key of section.keys()) {
    const match = pattern.exec(key);
    const sizeBytes = Number(match?.[2]) * KIBIBYTE;
    const total = naturalAt(section, key);
    if (match === null || total === null || !isSize(sizeBytes)) continue;
    const free = naturalAt(section, key.replace(/nr_hugepages$/, 'free_hugepages'));
    const node = Number(match[1]);
    pools.set(node, [...(pools.get(node) ?? []), { sizeBytes, total, free }]);
  }
  for (const list of pools.values()) list.sort((a, b) => a.sizeBytes - b.sizeBytes);
  return pools;
}

function isSize(bytes: number): boolean {
  return Number.isSafeInteger(bytes) && bytes > 0;
}

/**
 * What memory a node has, where something says it: the device that the kernel made a node of (a CXL region, NVDIMM), or
 * the bandwidth that firmware's HMAT gives it.
 */
function memoryKinds(
  capture: CaptureText,
  ids: readonly number[],
  nodesWithPus: ReadonlySet<number>,
): ReadonlyMap<number, string> {
  const node = sectionOf(capture, 'node');
  const bandwidth = (id: number): number | null =>
    naturalAt(node, `node${id}/access0/initiators/read_bandwidth`);
  const local = Math.max(...ids.filter((id) => nodesWithPus.has(id)).map((id) => bandwidth(id) ?? 0), 0);
  const fast = ids.filter(
    (id) => !nodesWithPus.has(id) && local > 0 && (bandwidth(id) ?? 0) >= HBM_BANDWIDTH * local,
  );
  return new Map([...fast.map((id): [number, string] => [id, 'HBM']), ...deviceKinds(capture)]);
}

function deviceKinds(capture: CaptureText): [number, string][] {
  const section = sectionOf(capture, 'dax');
  return [...section.keys()].flatMap((key): [number, string][] => {
    const device = /^(.+)\/target_node$/.exec(key)?.[1];
    const node = naturalAt(section, key);
    // Only memory that the kernel manages is a node's; other devices are files for programs.
    if (device === undefined || node === null || textAt(section, `${device}/driver`) !== 'kmem') return [];
    const path = textAt(section, `${device}/path`) ?? '';
    if (/\/ndbus\d/.test(path)) return [[node, 'NVM']];
    return /\/(ACPI0017|cxl|dax_region)/i.test(path) ? [[node, 'CXL']] : [];
  });
}

export interface CapturedDistances {
  readonly distances: Machine['distances'];
  readonly warnings: readonly string[];
}

/** Rows in the order of the nodes. null unless every node has a full row: a kernel prints a column for each node that it has. */
export function captureDistances(capture: CaptureText, nodes: readonly MachineNode[]): CapturedDistances {
  const section = sectionOf(capture, 'node');
  const texts = nodes.map(({ id }) => textAt(section, `node${id}/distance`));
  if (texts.every((text) => text === null)) return { distances: null, warnings: [] };
  const rows = texts.map((text) => (text ?? '').split(/\s+/).map(Number));
  const short = nodes.filter((_, i) => rows[i]?.length !== nodes.length || !rows[i].every(isDistance));
  if (short.length === 0) return { distances: rows, warnings: [] };
  const names = short.slice(0, 8).map(({ id }) => id);
  const warning = `Of ${nodes.length} nodes, ${names.join(', ')} give no distance to each. All distances count as unknown.`;
  return { distances: null, warnings: [warning] };
}

function isDistance(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

/** Interfaces with a device behind them; the kernel prints -1 where it knows no node. A virtio device's node is its parent's. */
export function captureNics(capture: CaptureText, nodes: readonly MachineNode[]): HostNic[] {
  const section = sectionOf(capture, 'nics');
  const known = new Set(nodes.map(({ id }) => id));
  const names = [...section.keys()].filter((key) => !key.includes('/') && key !== '');
  return names.map((name) => {
    const node =
      naturalAt(section, `${name}/device/numa_node`) ?? naturalAt(section, `${name}/device/../numa_node`);
    return { name, node: node !== null && known.has(node) ? node : null };
  });
}

/** Base page size first, then those of huge pages; empty when the base page size is not known. */
export function capturePageSizes(capture: CaptureText): number[] {
  const base = numberAt(sectionOf(capture, 'live'), 'pagesize');
  const huge = [...sectionOf(capture, 'pages').keys()]
    .flatMap((key) => /^hugepages-(\d+)kB(?:\/|$)/.exec(key)?.[1] ?? [])
    .map((kB) => Number(kB) * KIBIBYTE)
    .filter(isSize);
  return base === null || base < 1 ? [] : [base, ...new Set(huge.sort((a, b) => a - b))];
}
