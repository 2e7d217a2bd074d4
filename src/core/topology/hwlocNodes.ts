import { MAX_CPU } from '../text/cpuList';
import { hasId, setOfBitmap, setOfIds, withoutIds } from './idSet';
import type { HugePagePool, MachineNode } from './machine';
import { natural } from './machineRead';
import { childrenOf, type XmlElement } from './xml';

/** Nodes that a file may name at most without describing them: Linux goes to 1024. */
const MAX_NODES = 4096;

/** The nodes of a topology by number; nothing is known of those that hwloc knows to exist and does not describe. */
export function hwlocNodes(
  root: XmlElement,
  elements: readonly XmlElement[],
  cgroup: boolean,
): MachineNode[] {
  const allowedText = root.attributes['allowed_nodeset'];
  const allowed = allowedText === undefined ? null : setOfBitmap(allowedText);
  const known = new Map<number, MachineNode>();
  for (const element of elements) {
    const id = natural(element.attributes['os_index']);
    if (id === null || id > MAX_CPU || known.has(id)) continue;
    const node = nodeOf(element, id);
    known.set(id, { ...node, allowed: allowed === null || node.memoryBytes === 0 || hasId(allowed, id) });
  }
  const complete = setOfBitmap(root.attributes['complete_nodeset'] ?? '0x0');
  for (const [first, last] of withoutIds(complete, setOfIds([...known.keys()])))
    for (let id = first; id <= last && last < MAX_CPU && known.size < MAX_NODES; id++)
      known.set(id, { id, memoryBytes: null, hugePages: [], kind: null, allowed: !cgroup });
  return [...known.values()].sort((a, b) => a.id - b.id);
}

/** Of a machine without NUMA, as version 1 has it: all memory is the machine's. */
export function onlyNode(root: XmlElement): MachineNode {
  return { ...nodeOf(root, 0), kind: null };
}

function nodeOf(element: XmlElement, id: number): MachineNode {
  const subtype = element.attributes['subtype'];
  return {
    id,
    memoryBytes: natural(element.attributes['local_memory']),
    hugePages: hugePages(element),
    kind: subtype === undefined ? null : subtype.startsWith('CXL') ? 'CXL' : subtype,
    allowed: true,
  };
}

/** Pages by size in bytes, ascending; the smallest are no huge pages. */
function pageTypes(element: XmlElement): { size: number; count: number }[] {
  return childrenOf(element, 'page_type')
    .flatMap(({ attributes }) => {
      const size = natural(attributes['size']);
      return size === null || size === 0 ? [] : [{ size, count: natural(attributes['count']) ?? 0 }];
    })
    .sort((a, b) => a.size - b.size);
}

function hugePages(element: XmlElement): HugePagePool[] {
  return pageTypes(element)
    .slice(1)
    .map(({ size, count }) => ({ sizeBytes: size, total: count, free: null }));
}

/** Page sizes in bytes, ascending: of the pages of the nodes, or from version 3's own list. */
export function hwlocPageSizes(root: XmlElement, listed: string | undefined): number[] {
  const sizes = new Set<number>();
  const visit = (element: XmlElement): void => {
    for (const { size } of pageTypes(element)) sizes.add(size);
    for (const child of childrenOf(element, 'object')) visit(child);
  };
  visit(root);
  for (const size of (listed ?? '').split(',')) sizes.add(natural(size) ?? 0);
  return [...sizes].filter((size) => size > 0).sort((a, b) => a - b);
}
