import type { TopologyDocument } from '../schema/generated/vmtopology.types';
import type { JsonPath, ValueChange } from '../text/document';
import { machineFromDocument } from './fromDocument';
import type { Machine } from './machine';
import { machineToDocument } from './toDocument';

/** Insertions and removals in a list up to which they are made one by one, which keeps the comments in between. */
const FEW = 32;

/**
 * Changes that make a valid topology document say what was found. Its id, its title and what it reserves stay; what was
 * not found out stays as well. A synthetic machine becomes one that is spelled out.
 */
export function topologyChanges(doc: TopologyDocument, found: Machine): readonly ValueChange[] {
  const now = machineToDocument(found);
  const was = machineToDocument(machineFromDocument(doc, found.id).machine);
  const isList = doc.synthetic === undefined;
  const nodes = listChanges(['nodes'], was.nodes ?? [], now.nodes ?? [], isList);
  const pus = listChanges(['pus'], was.pus ?? [], now.pus ?? [], isList);
  return [
    ...nodes.changes,
    ...pus.changes,
    ...distanceChanges(doc, found, nodes.ids),
    ...(['source', 'pageSizes', 'nics'] as const).flatMap((key) =>
      now[key] === undefined || same(now[key], doc[key]) ? [] : [{ path: [key], value: now[key] }],
    ),
    ...(same(now.warnings, doc.warnings) ? [] : [setOrRemove(['warnings'], now.warnings)]),
    ...(isList ? [] : removed(['synthetic'], ['memoryPerNode'])),
  ];
}

type Item = NonNullable<TopologyDocument['nodes']>[number] | NonNullable<TopologyDocument['pus']>[number];

/** Changes of a list of nodes or PUs, and the ids in the order in which it then has them. */
function listChanges(
  path: JsonPath,
  was: readonly Item[],
  now: readonly Item[],
  isList: boolean,
): { readonly changes: readonly ValueChange[]; readonly ids: readonly number[] } {
  const found = new Map(now.map((item) => [item.id, item]));
  const had = new Set(was.map((item) => item.id));
  const kept = was.filter((item) => found.has(item.id));
  const fresh = now.filter((item) => !had.has(item.id));
  const whole = [...kept.map((item) => merged(item, found.get(item.id) ?? item)), ...fresh];
  const ids = whole.map((item) => item.id);
  const changes = [
    ...was.flatMap((item, index) => itemChanges([...path, index], item, found.get(item.id) ?? item)),
    ...fresh.map((item, index) => ({ path: [...path, was.length + index], value: item })),
    ...was.flatMap((item, index) => (found.has(item.id) ? [] : [removal([...path, index])])).reverse(),
  ];
  const structural = changes.filter((change) => !isReplacement(change, path.length, was)).length;
  const isFew = isList && structural <= FEW;
  return { changes: isFew ? changes : [{ path, value: whole }], ids };
}

/** What was found, on top of what the file knows. */
function merged(was: Item, now: Item): Item {
  // Absent is allowed: what the file says of it must not outlive the probe.
  const old = Object.entries(was).filter(([key]) => key !== 'allowed');
  const known = Object.entries(now).filter(([, value]) => value !== null);
  return { ...(Object.fromEntries([...old, ...known]) as Item), id: was.id };
}

function itemChanges(path: JsonPath, was: Item, now: Item): readonly ValueChange[] {
  const after: Readonly<Record<string, unknown>> = { ...merged(was, now) };
  const before: Readonly<Record<string, unknown>> = { ...was };
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) =>
    sameValue(key, before[key], after[key]) ? [] : [setOrRemove([...path, key], after[key])],
  );
}

/** Pools of huge pages: how many of them are free changes by the minute. */
function sameValue(key: string, before: unknown, after: unknown): boolean {
  if (key !== 'hugePages') return same(before, after);
  return same(withoutFree(before), withoutFree(after));
}

function withoutFree(pools: unknown): unknown {
  return JSON.parse(
    JSON.stringify(pools ?? null, (key, value: unknown) => (key === 'free' ? undefined : value)),
  );
}

/** Sets a value that stands there already: such changes do not move each other. */
function isReplacement(change: ValueChange, depth: number, was: readonly Item[]): boolean {
  const [index, key] = change.path.slice(depth);
  const item = was[Number(index)] as Readonly<Record<string, unknown>> | undefined;
  return 'value' in change && key !== undefined && item !== undefined && Object.hasOwn(item, key);
}

/** The matrix in the order of the document's nodes. An unknown one is kept as long as it can be right. */
function distanceChanges(
  doc: TopologyDocument,
  found: Machine,
  ids: readonly number[],
): readonly ValueChange[] {
  const rows = new Map(found.nodes.map((node, row) => [node.id, row]));
  const order = ids.map((id) => rows.get(id) ?? -1);
  const value =
    found.distances === null
      ? null
      : order.map((row) => order.map((column) => found.distances?.[row]?.[column] ?? 0));
  const old = doc.distances ?? null;
  const stays = value === null && old?.length === ids.length;
  return stays || same(value, old) ? [] : [{ path: ['distances'], value }];
}

function setOrRemove(path: JsonPath, value: unknown): ValueChange {
  return value === undefined ? removal(path) : { path, value };
}

function removed(...paths: readonly JsonPath[]): readonly ValueChange[] {
  return paths.map(removal);
}

function removal(path: JsonPath): ValueChange {
  return { path, remove: true };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
