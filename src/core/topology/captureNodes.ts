import { indexesOf, numberAt, sectionOf, textAt, type CaptureText, type Section } from './captureText';
import type { HostNic, HugePagePool, Machine, MachineNode } from './machine';

/** Bytes in the unit that the kernel calls kB. */
const KIBIBYTE = 1024;

/** NUMA nodes with memory and pools; one node 0 with all memory where the kernel has no NUMA. */
export function captureNodes(capture: CaptureText): MachineNode[] {
  const section = sectionOf(capture, 'node');
  const ids = indexesOf(section, 'node');
  if (ids.length === 0) return [{ id: 0, memoryBytes: machineMemory(capture), hugePages: [] }];
  return ids.map((id) => ({
    id,
    memoryBytes: nodeMemory(section, id, 'MemTotal'),
    hugePages: pools(section, id),
  }));
}

/** Bytes of a line of a node's meminfo: `Node 0 MemTotal:   5859532 kB`. */
export function nodeMemory(section: Section, node: number, name: 'MemTotal' | 'MemFree'): number | null {
  const lines = section.get(`node${node}/meminfo`) ?? [];
  const found = lines
    .map((line) => new RegExp(`${name}:\\s+(\\d+) kB`).exec(line)?.[1])
    .find((kB) => kB !== undefined);
  return found === undefined ? null : Number(found) * KIBIBYTE;
}

function machineMemory(capture: CaptureText): number | null {
  const lines = sectionOf(capture, 'proc').get('meminfo') ?? [];
  const found = lines.map((line) => /^MemTotal:\s+(\d+) kB/.exec(line)?.[1]).find((kB) => kB !== undefined);
  return found === undefined ? null : Number(found) * KIBIBYTE;
}

function pools(section: Section, node: number): HugePagePool[] {
  const sizes = [...section.keys()].flatMap(
    (key) => new RegExp(`^node${node}/hugepages/hugepages-(\\d+)kB/nr_hugepages$`).exec(key)?.[1] ?? [],
  );
  return sizes
    .map(Number)
    .sort((a, b) => a - b)
    .map((kB) => {
      const path = `node${node}/hugepages/hugepages-${kB}kB`;
      return {
        sizeBytes: kB * KIBIBYTE,
        total: numberAt(section, `${path}/nr_hugepages`) ?? 0,
        free: numberAt(section, `${path}/free_hugepages`),
      };
    });
}

/** Rows in the order of the nodes. null unless every node has a full row: a kernel prints a column for each node that it has. */
export function captureDistances(capture: CaptureText, nodes: readonly MachineNode[]): Machine['distances'] {
  const section = sectionOf(capture, 'node');
  const rows = nodes.map(({ id }) => (textAt(section, `node${id}/distance`) ?? '').split(/\s+/).map(Number));
  const full = rows.every((row) => row.length === nodes.length && row.every((value) => value > 0));
  return full ? rows : null;
}

/** Interfaces with a device behind them; the kernel prints -1 where it knows no node. */
export function captureNics(capture: CaptureText): HostNic[] {
  const section = sectionOf(capture, 'nics');
  const names = [...section.keys()].filter((key) => !key.includes('/'));
  return names.map((name) => {
    const node = numberAt(section, `${name}/device/numa_node`);
    return { name, node: node === null || node < 0 ? null : node };
  });
}

/** Base page size first, then those of huge pages; empty when the base page size is not known. */
export function capturePageSizes(capture: CaptureText): number[] {
  const base = numberAt(sectionOf(capture, 'live'), 'pagesize');
  const huge = [...sectionOf(capture, 'pages').keys()]
    .flatMap((key) => /^hugepages-(\d+)kB$/.exec(key)?.[1] ?? [])
    .map((kB) => Number(kB) * KIBIBYTE);
  return base === null ? [] : [base, ...huge.sort((a, b) => a - b)];
}
