import { groupBy } from '../text/groupBy';
import type { Machine, Pu } from '../topology/machine';
import { coreKey, inTopologicalOrder, nodeById } from '../topology/queries';
import type { BoxKind } from './scene';

/** A part of a machine with what is in it, before it has a place. */
export interface Part {
  readonly kind: BoxKind;
  /** As `SceneBox.key`. */
  readonly key: string;
  readonly label: string;
  /** Node whose memory is shown here; null for none. */
  readonly node: number | null;
  /** All PUs in it, in topological order. */
  readonly pus: readonly Pu[];
  /** Parts, or PUs that are in none of them, in topological order. */
  readonly children: readonly (Part | Pu)[];
}

export function isPart(child: Part | Pu): child is Part {
  return 'children' in child;
}

/**
 * The parts of a machine in one another. Levels nest as the machine has them: a node of several packages is around
 * them, an L3 of several nodes too. What says nothing is left out: a part with the same PUs as the one around it, a core
 * of one PU. A part that lies across others comes in pieces. Nodes without PUs follow, then PUs of unknown place.
 */
export function partsOf(machine: Machine): readonly Part[] {
  const pus = inTopologicalOrder(machine.pus);
  const build = builder(machine);
  const top = childrenOf(pus, levelsOf(pus), build);
  const loose = top.filter((child): child is Pu => !isPart(child));
  const filled = new Set(pus.map((pu) => pu.node));
  const empty = [...new Set(machine.nodes.map(({ id }) => id))].filter((id) => !filled.has(id));
  return [
    ...top.filter(isPart),
    ...empty.map((id) => build('node', `${id}`, [], [])),
    ...(loose.length === 0 ? [] : [build('unknown', '', loose, loose)]),
  ];
}

interface Level {
  readonly kind: Exclude<BoxKind, 'unknown'>;
  /** What tells the parts of this level apart; null where the machine does not say. */
  readonly keyOf: (pu: Pu) => string | null;
}

const LEVELS: readonly Level[] = [
  { kind: 'package', keyOf: (pu) => numberKey(pu.package) },
  { kind: 'node', keyOf: (pu) => numberKey(pu.node) },
  { kind: 'l3', keyOf: (pu) => numberKey(pu.l3) },
  { kind: 'core', keyOf: coreKey },
];

function numberKey(number: number | null): string | null {
  return number === null ? null : `${number}`;
}

/** The levels from the outermost to the innermost: one whose parts hold whole parts of the level before it goes around that. */
function levelsOf(pus: readonly Pu[]): readonly Level[] {
  const levels: Level[] = [];
  for (const level of LEVELS) {
    const at = levels.findIndex((outer) => isAround(level, outer, pus));
    levels.splice(at === -1 ? levels.length : at, 0, level);
  }
  return levels;
}

/** Is each part of the inner level within one of the outer, and not the other way round as well? */
function isAround(outer: Level, inner: Level, pus: readonly Pu[]): boolean {
  const known = pus.filter((pu) => outer.keyOf(pu) !== null && inner.keyOf(pu) !== null);
  return isWithin(inner, outer, known) && !isWithin(outer, inner, known);
}

function isWithin(inner: Level, outer: Level, pus: readonly Pu[]): boolean {
  const around = new Map<string | null, string | null>();
  return pus.every((pu) => {
    const key = inner.keyOf(pu);
    const before = around.get(key);
    if (before === undefined) around.set(key, outer.keyOf(pu));
    return before === undefined || before === outer.keyOf(pu);
  });
}

type Build = (kind: BoxKind, id: string, pus: readonly Pu[], children: readonly (Part | Pu)[]) => Part;

/** Makes parts with keys of their own: of a node in pieces the first has the memory. */
function builder(machine: Machine): Build {
  const seen = new Map<string, number>();
  return (kind, id, pus, children) => {
    const name = `${kind}:${id}`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    const key = times === 1 ? name : `${name}~${times}`;
    const node = kind === 'node' && times === 1 ? Number(id) : null;
    return { kind, key, label: labelOf(machine, kind, id, pus), node, pus, children };
  };
}

function labelOf(machine: Machine, kind: BoxKind, id: string, pus: readonly Pu[]): string {
  switch (kind) {
    case 'package':
      return `Package ${id}`;
    case 'node': {
      const memoryKind = nodeById(machine, Number(id))?.kind ?? null;
      const named = memoryKind === null || memoryKind === 'DRAM' ? '' : ` · ${memoryKind}`;
      return `Node ${id}${named}${pus.length === 0 ? ' · no PUs' : ''}`;
    }
    case 'l3':
      return `L3 ${id}`;
    case 'core':
      return '';
    case 'unknown':
      return 'Place not known';
  }
}

function childrenOf(pus: readonly Pu[], levels: readonly Level[], build: Build): readonly (Part | Pu)[] {
  const [level, ...inner] = levels;
  if (level === undefined) return pus;
  const groups = groupBy(pus, (pu) => level.keyOf(pu));
  const parts = [...groups].flatMap(([id, group]) => partOrPu(level, id, group, inner, build));
  const rest = pus.filter((pu) => level.keyOf(pu) === null);
  return [...parts, ...(rest.length === 0 ? [] : childrenOf(rest, inner, build))];
}

function partOrPu(
  { kind }: Level,
  id: string,
  pus: readonly Pu[],
  inner: readonly Level[],
  build: Build,
): readonly (Part | Pu)[] {
  if (kind === 'core' && pus.length === 1) return pus;
  const children = childrenOf(pus, inner, build);
  const [only] = children;
  const part = build(kind, id, pus, children);
  return [children.length === 1 && only !== undefined && isPart(only) ? merged(part, only) : part];
}

/** Of parts with the same PUs the first of these is kept. */
const RANK: readonly BoxKind[] = ['node', 'package', 'l3', 'core', 'unknown'];

/** Two parts with the same PUs as one. A package and a node both stay in its label. */
function merged(outer: Part, inner: Part): Part {
  const [kept, other] =
    RANK.indexOf(outer.kind) <= RANK.indexOf(inner.kind) ? [outer, inner] : [inner, outer];
  const isNamed = kept.kind === 'node' && other.kind === 'package';
  return {
    ...kept,
    label: isNamed ? `${other.label} · ${kept.label}` : kept.label,
    children: inner.children,
  };
}
