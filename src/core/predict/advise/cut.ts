import type { AdviceGround } from './ground';
import type { NodeSymmetry } from './symmetry';

/**
 * Where the memory of a VM that spans nodes comes from: by the first touch of its vCPUs, bound to its nodes as a set, a page
 * from each in turn, or by guest cells, one for each node, which the guest sees. A VM inside a node has that node's.
 */
export type MemoryKind = (typeof MEMORY_KINDS)[number];

/** The plainest first. */
export const MEMORY_KINDS = ['firstTouch', 'bind', 'interleave', 'cells'] as const;

/** Nodes that are cut together. */
export interface Block {
  /** Places in the ground's list of nodes, ascending. */
  readonly nodes: readonly number[];
  /** VMs of the block: each has the same part of the cores of each of its nodes. */
  readonly vms: number;
}

/** One way to cut the PUs of a ground into VMs. */
export interface Cut {
  /** Every node of the ground is in one of them. In the order of their first nodes. */
  readonly blocks: readonly Block[];
  /** Of VMs that span nodes; `firstTouch` where none does, for it says nothing then. */
  readonly memory: MemoryKind;
  /** How ranks of different VMs reach each other; `shared` where there is one VM, for it says nothing then. */
  readonly transport: 'network' | 'shared';
}

export function vmCount({ blocks }: Pick<Cut, 'blocks'>): number {
  return blocks.reduce((sum, { vms }) => sum + vms, 0);
}

export function spansNodes({ blocks }: Pick<Cut, 'blocks'>): boolean {
  return blocks.some(({ nodes }) => nodes.length > 1);
}

/** No two VMs have memory and caches of one node. */
export function isIsolated({ blocks }: Pick<Cut, 'blocks'>): boolean {
  return blocks.every(({ vms }) => vms === 1);
}

/** A block without names of nodes: how many it has of each class, and into how many VMs it is cut. */
export interface BlockShape {
  readonly counts: readonly number[];
  readonly vms: number;
}

/**
 * The same for all cuts that a symmetry of the machine turns into each other: blocks as counts of each class of nodes, in
 * the order that is first in the alphabet over all ways to exchange classes.
 */
export function canonicalKey(shapes: readonly BlockShape[], { permutations }: NodeSymmetry): string {
  let least: string | null = null;
  for (const permutation of permutations) {
    const key = shapes
      .map(({ counts, vms }) => `${permutation.map((from) => counts[from] ?? 0).join('.')}/${vms}`)
      .sort()
      .join(' ');
    if (least === null || key < least) least = key;
  }
  return least ?? '';
}

/**
 * The cut that stands for all with this key: nodes of each class are given out in ascending order, and blocks stand in the
 * order of their first nodes, so that ranks go through the machine as natively where they can.
 */
export function blocksOfKey(key: string, { classes }: NodeSymmetry): readonly Block[] {
  const left = classes.map((nodes) => [...nodes]);
  const blocks = key.split(' ').map((text) => {
    const [counts = '', vms = '1'] = text.split('/');
    const nodes = counts.split('.').flatMap((count, at) => left[at]?.splice(0, Number(count)) ?? []);
    return { nodes: nodes.sort((a, b) => a - b), vms: Number(vms) };
  });
  return blocks.sort((a, b) => (a.nodes[0] ?? 0) - (b.nodes[0] ?? 0));
}

export function shapesOf(blocks: readonly Block[], { classes }: NodeSymmetry): readonly BlockShape[] {
  return blocks.map(({ nodes, vms }) => ({
    counts: classes.map((own) => nodes.filter((node) => own.includes(node)).length),
    vms,
  }));
}

/** PUs of each VM in vCPU order: its part of the cores of each node of its block, node by node. */
export function vmsOfCut(
  { blocks }: Pick<Cut, 'blocks'>,
  ground: AdviceGround,
): readonly (readonly number[])[] {
  return blocks.flatMap(({ nodes, vms }) =>
    Array.from({ length: vms }, (_, vm) =>
      nodes.flatMap((at) => {
        const cores = ground.nodes[at]?.cores ?? [];
        const size = cores.length / vms;
        return cores.slice(vm * size, (vm + 1) * size).flat();
      }),
    ),
  );
}
