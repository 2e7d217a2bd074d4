import type { Node } from 'jsonc-parser';
import { keyOf } from '../check/inherited';
import type { JsonPath, TextRange } from '../text/document';
import { childAt } from '../text/parse';
import { slotAt } from './slot';
import type { Subject } from './subject';

/** Where a name stands that the document declares or refers to. */
export interface Occurrence {
  readonly symbol: SymbolKind;
  readonly name: string;
  /** Names are told apart by it: two layouts of an experiment may each have a network `lan`. */
  readonly scope: string;
  readonly declares: boolean;
  /** With its quotes. */
  readonly range: TextRange;
}

export type SymbolKind = 'vm' | 'host' | 'network' | 'region' | 'level';

/** All names of a document, in no order. */
export function occurrencesIn(subject: Subject): readonly Occurrence[] {
  const root = subject.doc.tree;
  if (root === undefined) return [];
  const inLayouts = subject.parts.flatMap(({ base }) => {
    const node = nodeAt(root, base);
    return node === undefined ? [] : inLayout(node, keyOf(base));
  });
  return subject.kind === 'experiment' ? [...inLayouts, ...levels(root, subject)] : inLayouts;
}

/** The name at an offset; null where none is. */
export function occurrenceAt(subject: Subject, offset: number): Occurrence | null {
  const slot = slotAt(subject.doc, offset);
  if (slot === null) return null;
  return occurrencesIn(subject).find(({ range }) => range.offset === slot.range.offset) ?? null;
}

/** All places of the same name, this one among them. */
export function sameName(subject: Subject, { symbol, name, scope }: Occurrence): readonly Occurrence[] {
  return occurrencesIn(subject).filter(
    (other) => other.symbol === symbol && other.name === name && other.scope === scope,
  );
}

function inLayout(root: Node, scope: string): readonly Occurrence[] {
  const vms = elements(childAt(root, 'vms'));
  const owners = [childAt(root, 'defaults'), ...vms];
  const of = (symbol: SymbolKind, declares: boolean, nodes: readonly (Node | undefined)[]): Occurrence[] =>
    nodes.flatMap((node) => occurrence(symbol, scope, declares, node));
  return [
    ...of(
      'vm',
      true,
      vms.map((vm) => childAt(vm, 'name')),
    ),
    ...of('host', true, elements(childAt(root, 'hosts'))),
    ...of(
      'host',
      false,
      vms.map((vm) => childAt(vm, 'host')),
    ),
    ...of('network', true, keys(childAt(root, 'networks'))),
    ...of(
      'network',
      false,
      owners.flatMap((owner) => networksOf(owner)),
    ),
    ...of('region', true, keys(childAt(root, 'regions'))),
    ...of(
      'region',
      false,
      owners.flatMap((owner) => (owner === undefined ? [] : elements(childAt(owner, 'regions')))),
    ),
  ];
}

function networksOf(owner: Node | undefined): readonly (Node | undefined)[] {
  if (owner === undefined) return [];
  return elements(childAt(owner, 'nics')).map((nic) => childAt(nic, 'network'));
}

/** A level is declared by the name that it is given, or by the path of its file. */
function levels(root: Node, subject: Subject): readonly Occurrence[] {
  const declared = subject.levels.flatMap(({ path, name }) => {
    const entry = nodeAt(root, path);
    const node = entry?.type === 'object' ? childAt(entry, 'name') : entry;
    return occurrence('level', '', true, node).map((one) => ({ ...one, name }));
  });
  const named = ['exclude', 'cells']
    .flatMap((list) => elements(childAt(root, list)))
    .flatMap((entry) => occurrence('level', '', false, childAt(entry, 'layout')));
  return [...declared, ...named];
}

function occurrence(
  symbol: SymbolKind,
  scope: string,
  declares: boolean,
  node: Node | undefined,
): Occurrence[] {
  if (node?.type !== 'string' || node.value === '') return [];
  // A string without its closing quote takes in what follows: that is no name.
  if (String(node.value).length > node.length - 2) return [];
  const range = { offset: node.offset, length: node.length };
  return [{ symbol, name: String(node.value), scope, declares, range }];
}

function nodeAt(root: Node, path: JsonPath): Node | undefined {
  return path.reduce<Node | undefined>(
    (node, key) => (node === undefined ? undefined : childAt(node, key)),
    root,
  );
}

function elements(node: Node | undefined): readonly Node[] {
  return node?.type === 'array' ? (node.children ?? []) : [];
}

function keys(node: Node | undefined): readonly (Node | undefined)[] {
  return node?.type === 'object' ? (node.children ?? []).map((property) => property.children?.[0]) : [];
}
