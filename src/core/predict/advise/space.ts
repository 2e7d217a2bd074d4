import {
  canonicalKey,
  blocksOfKey,
  isIsolated,
  spansNodes,
  vmCount,
  type BlockShape,
  type Block,
  type Cut,
  type MemoryKind,
} from './cut';
import type { AdviceGround } from './ground';
import type { NodeSymmetry } from './symmetry';

/** What a cut may be like. */
export interface CutConstraints {
  /** Least and most VMs. */
  readonly vms: readonly [number, number];
  /** For VMs that span nodes. */
  readonly memory: readonly MemoryKind[];
  readonly transports: readonly Cut['transport'][];
  /** No node has cores of two VMs. */
  readonly isIsolated: boolean;
  /** `equal`: all VMs have as many nodes and as many PUs; `any`: each block of nodes is cut by itself. */
  readonly sizes: 'equal' | 'any';
}

export interface CutSpace {
  /** Distinct up to the symmetry of the machine. */
  readonly cuts: readonly Cut[];
  /** There are more: too many to list. */
  readonly isTruncated: boolean;
}

/** Shapes of blocks that are looked at, distinct or not, before a space is said to be too large to list. */
const MOST_SHAPES = 20_000;

/**
 * All cuts of a ground up to the symmetry of the machine. The nodes are divided into blocks; each block of nodes is cut into
 * a number of VMs that divides the cores of each of its nodes, and every VM has the same part of each of these nodes,
 * as whole cores in topological order. So a VM is a part of a node, a node, several nodes, or a part of several nodes.
 * Within a node cores are taken to be alike.
 *
 * Left out of the space, and so never advised: VMs of one block that differ, VMs that take different parts of
 * their nodes, cores that stay idle, vCPUs that float, several threads of a core in different VMs, regions on a
 * chosen node.
 */
export function cutSpace(
  ground: AdviceGround,
  symmetry: NodeSymmetry,
  constraints: CutConstraints,
): CutSpace {
  const { shapes, isTruncated } = shapeLists(ground, symmetry, constraints);
  const keys = new Set(shapes.map((list) => canonicalKey(list, symmetry)));
  const [least, most] = constraints.vms;
  const cuts = [...keys].flatMap((key) => {
    const blocks = blocksOfKey(key, symmetry);
    const count = vmCount({ blocks });
    if (count < least || count > most) return [];
    if (constraints.isIsolated && !isIsolated({ blocks })) return [];
    return variants(blocks, constraints);
  });
  return { cuts, isTruncated };
}

/** Where memory or messages are the same whatever is said of them, there is one variant. */
function variants(blocks: readonly Block[], { memory, transports }: CutConstraints): readonly Cut[] {
  const kinds: readonly MemoryKind[] = spansNodes({ blocks }) ? memory : ['firstTouch'];
  const ways: readonly Cut['transport'][] = vmCount({ blocks }) > 1 ? transports : ['shared'];
  return kinds.flatMap((kind) => ways.map((transport) => ({ blocks, memory: kind, transport })));
}

interface Listed {
  readonly shapes: readonly (readonly BlockShape[])[];
  readonly isTruncated: boolean;
}

/** Multisets of blocks that use every node once, by counts of each class. */
function shapeLists(ground: AdviceGround, { classes }: NodeSymmetry, constraints: CutConstraints): Listed {
  const kinds = blockShapes(ground, classes, constraints);
  const lists: (readonly BlockShape[])[] = [];
  let isTruncated = isIrregular(classes);
  const fill = (left: readonly number[], from: number, chosen: readonly BlockShape[]): void => {
    if (lists.length > MOST_SHAPES) return;
    if (left.every((count) => count === 0)) {
      lists.push(chosen);
      isTruncated ||= lists.length > MOST_SHAPES;
      return;
    }
    for (let at = from; at < kinds.length; at += 1) {
      const kind = kinds[at] as BlockShape;
      const fits = kind.counts.every((count, i) => count <= (left[i] ?? 0));
      const isAlike =
        constraints.sizes === 'any' ||
        chosen.length === 0 ||
        sizeOf(ground, classes, kind) === sizeOf(ground, classes, chosen[0] as BlockShape);
      if (fits && isAlike)
        fill(
          left.map((count, i) => count - (kind.counts[i] ?? 0)),
          at,
          [...chosen, kind],
        );
    }
  };
  fill(
    classes.map(({ length }) => length),
    0,
    [],
  );
  return { shapes: lists, isTruncated };
}

/** Nodes and PUs of each VM of a block. */
function sizeOf(ground: AdviceGround, classes: NodeSymmetry['classes'], { counts, vms }: BlockShape): string {
  const nodes = counts.reduce((sum, count) => sum + count, 0);
  const pus = counts.reduce((sum, count, at) => {
    const node = ground.nodes[classes[at]?.[0] ?? -1];
    return sum + (count * (node?.cores.flat().length ?? 0)) / vms;
  }, 0);
  return `${nodes} ${pus}`;
}

/** Are there so many kinds of nodes that blocks are one node or all of them, and nothing between? */
function isIrregular(classes: NodeSymmetry['classes']): boolean {
  return classes.reduce((product, { length }) => product * (length + 1), 1) > MOST_SHAPES;
}

/** How many nodes of each class a block may have. */
function countLists(classes: NodeSymmetry['classes']): readonly (readonly number[])[] {
  if (isIrregular(classes))
    return [
      ...classes.map((_one, at) => classes.map((_other, i) => Number(i === at))),
      classes.map(({ length }) => length),
    ];
  let counts: readonly (readonly number[])[] = [[]];
  for (const { length } of classes)
    counts = counts.flatMap((list) => Array.from({ length: length + 1 }, (_, count) => [...list, count]));
  return counts;
}

/** Every kind of block there can be: some nodes of each class, and a number of VMs that divides their cores. */
function blockShapes(
  ground: AdviceGround,
  classes: NodeSymmetry['classes'],
  { vms: [, most], isIsolated: isOne }: CutConstraints,
): readonly BlockShape[] {
  return countLists(classes)
    .filter((list) => list.some((count) => count > 0))
    .flatMap((list) => {
      const cores = list.flatMap((count, at) =>
        count === 0 ? [] : [ground.nodes[classes[at]?.[0] ?? -1]?.cores.length ?? 1],
      );
      const fewest = Math.min(...cores);
      return Array.from({ length: isOne ? 1 : Math.min(fewest, most) }, (_, at) => at + 1)
        .filter((vms) => cores.every((count) => count % vms === 0))
        .map((vms) => ({ counts: list, vms }));
    });
}
