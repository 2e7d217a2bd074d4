import { formatCpuList } from '../text/cpuList';
import { formatSize } from '../text/size';
import type { ExportSubject } from './exportSubject';
import { type Guest, type MemoryBlock, pmemRegions, ramBytes } from './guest';
import { originOf } from './origin';
import { element, note, type XmlElement, type XmlNode } from './xml';

const MODES = { bind: 'strict', preferred: 'preferred', interleave: 'interleave' } as const;

/** How much memory there is, what is behind it, and from which nodes it comes. */
export function memoryNodes({ guest, source }: ExportSubject): readonly XmlNode[] {
  return [
    ...room(guest),
    note(originOf(source, 'memory')),
    sized('memory', memoryBytes(guest)),
    note(originOf(source, 'backing', 'pageSize', 'prealloc')),
    ...(guest.hugePages === null ? [] : [note('libvirt allocates huge pages before the start in any case')]),
    backing(guest),
    note(originOf(source, 'policy', 'nodes', ...(guest.cells ? (['cells'] as const) : []))),
    ...policy(guest),
  ];
}

/** An element with a size in the largest unit that needs no fraction. */
export function sized(name: string, bytes: number, attributes: XmlElement['attributes'] = {}): XmlElement {
  const { value, unit } = sizeAttributes(bytes);
  return element(name, { ...attributes, unit }, `${value}`);
}

export function sizeAttributes(bytes: number): { readonly value: number; readonly unit: string } {
  const [, value = '0', unit = 'B'] = /^(\d+)(\D+)$/.exec(formatSize(bytes)) ?? [];
  return { value: Number(value), unit: unit === 'B' ? 'bytes' : unit };
}

/** libvirt counts persistent memory as memory of the VM. */
function memoryBytes(guest: Guest): number {
  return pmemRegions(guest).reduce((sum, region) => sum + region.sizeBytes, ramBytes(guest));
}

function room(guest: Guest): readonly XmlNode[] {
  const slots = pmemRegions(guest).length;
  if (slots === 0) return [];
  return [
    note('regions: room beside the memory, and a slot for each of them'),
    sized('maxMemory', memoryBytes(guest), { slots }),
  ];
}

function backing(guest: Guest): XmlElement {
  const { hugePages, prealloc, cells, memory } = guest;
  const access = memoryAccess(guest);
  return element('memoryBacking', {}, [
    ...(hugePages === null ? [] : [hugePageElement(hugePages.sizeBytes, cells ? memory.length : 0)]),
    element('source', { type: access === null ? 'anonymous' : 'memfd' }),
    ...(access === null ? [] : [element('access', { mode: access })]),
    ...allocation(prealloc, hugePages !== null),
  ]);
}

/** Of a memfd; null for anonymous memory, which libvirt would put into a file where an access is named. */
export function memoryAccess({ shared, hugePages }: Guest): 'shared' | 'private' | null {
  if (shared) return 'shared';
  return hugePages === null ? null : 'private';
}

/** `ondemand` is refused together with huge pages. */
function allocation(prealloc: boolean, hasHugePages: boolean): readonly XmlElement[] {
  if (prealloc) return [element('allocation', { mode: 'immediate' })];
  return hasHugePages ? [] : [element('allocation', { mode: 'ondemand' })];
}

/** `nodeset` are cells of the guest. */
function hugePageElement(sizeBytes: number | null, cells: number): XmlElement {
  if (sizeBytes === null) return element('hugepages');
  const { value, unit } = sizeAttributes(sizeBytes);
  const nodeset = cells === 0 ? {} : { nodeset: formatCpuList([...Array(cells).keys()]) };
  return element('hugepages', {}, [element('page', { size: value, unit, ...nodeset })]);
}

function policy(guest: Guest): readonly XmlNode[] {
  const bound = guest.memory.flatMap((block, cell) => boundBlock(block, cell, guest.cells));
  if (bound.length === 0)
    return [note('firstTouch: no <numatune>, so that each page comes from the node that touches it first')];
  const several = guest.memory.some((block) => block.policy === 'preferred' && block.nodes.length > 1);
  return [
    ...(several ? [note('libvirt before 9.3 prefers one node only: leave the first of them there')] : []),
    element('numatune', {}, bound),
  ];
}

function boundBlock(
  { policy: name, nodes }: MemoryBlock,
  cell: number,
  cells: boolean,
): readonly XmlElement[] {
  if (name === 'firstTouch' || nodes.length === 0) return [];
  const attributes = { mode: MODES[name], nodeset: formatCpuList(nodes) };
  return [cells ? element('memnode', { cellid: cell, ...attributes }) : element('memory', attributes)];
}
