import { objectsIn, typeOf } from './hwlocObjects';
import type { Machine, MachineNode } from './machine';
import { natural } from './machineRead';
import { childrenOf, type XmlElement } from './xml';

/** hwloc/distances.h: values are latencies. */
const LATENCY = 4;

/** SLIT distances in the order of `nodes`; null unless the file has one for each pair. */
export function hwlocDistances(
  topology: XmlElement,
  root: XmlElement,
  elements: readonly XmlElement[],
  nodes: readonly MachineNode[],
): Machine['distances'] {
  const matrix = ofVersion2(topology, elements) ?? ofVersion1(root, elements);
  if (matrix === null) return null;
  const row = new Map(matrix.ids.map((id, i) => [id, i]));
  const size = matrix.ids.length;
  const at = (a: number, b: number): number =>
    matrix.values[(row.get(a) ?? NaN) * size + (row.get(b) ?? NaN)] ?? NaN;
  const rows = nodes.map((a) => nodes.map((b) => at(a.id, b.id)));
  return rows.every((values) => values.every((value) => Number.isSafeInteger(value) && value > 0))
    ? rows
    : null;
}

interface Matrix {
  /** Numbers of the nodes, in the order of rows and columns. */
  readonly ids: readonly (number | null)[];
  /** Row by row. */
  readonly values: readonly number[];
}

/** Versions 2 and 3: `distances2` elements beside the objects, with indexes by the kernel or by hwloc's own count. */
function ofVersion2(topology: XmlElement, elements: readonly XmlElement[]): Matrix | null {
  const byGp = new Map(
    elements.map(({ attributes }) => [natural(attributes['gp_index']), natural(attributes['os_index'])]),
  );
  const found = childrenOf(topology, 'distances2').find(
    ({ attributes }) =>
      attributes['type'] === 'NUMANode' && ((natural(attributes['kind']) ?? 0) & LATENCY) !== 0,
  );
  if (found === undefined) return null;
  const indexes = numbersIn(found, 'indexes');
  const gp = found.attributes['indexing'] === 'gp';
  return {
    ids: indexes.map((index) => (gp ? (byGp.get(index) ?? null) : index)),
    values: numbersIn(found, 'u64values'),
  };
}

function numbersIn(element: XmlElement, name: string): number[] {
  return childrenOf(element, name)
    .flatMap(({ text }) => text.split(/\s+/))
    .filter((word) => word !== '')
    .map(Number);
}

/**
 * Version 1: a `distances` element below the machine for all objects so many levels below it, relative to the least. Files
 * that version 2 writes count the levels otherwise: there the number of objects must do.
 */
function ofVersion1(root: XmlElement, elements: readonly XmlElement[]): Matrix | null {
  const fitting = childrenOf(root, 'distances').filter(
    ({ attributes }) => natural(attributes['nbobjs']) === elements.length,
  );
  const atLevel = fitting.find(({ attributes }) =>
    objectsBelow(root, natural(attributes['relative_depth']) ?? 0).some(
      (object) => typeOf(object) === 'NUMANode',
    ),
  );
  const element = atLevel ?? fitting[0];
  if (element === undefined) return null;
  const base = Number(element.attributes['latency_base']);
  const values = childrenOf(element, 'latency').map(({ attributes }) =>
    Math.round(Number(attributes['value']) * base),
  );
  return { ids: elements.map(({ attributes }) => natural(attributes['os_index'])), values };
}

function objectsBelow(root: XmlElement, depth: number): readonly XmlElement[] {
  let level: readonly XmlElement[] = [root];
  for (let i = 0; i < Math.min(depth, 64); i++) level = level.flatMap(objectsIn);
  return level;
}
