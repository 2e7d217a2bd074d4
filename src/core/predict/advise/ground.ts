import { groundOf } from '../../recipes/ground';
import { isRefused, type Refused } from '../../recipes/recipe';
import { bytesForRanks, wholeRegion } from '../../check/regionSize';
import { groupBy } from '../../text/groupBy';
import type { Machine, Pu } from '../../topology/machine';
import { availableBytes, coreKey, inTopologicalOrder, usablePus } from '../../topology/queries';

/** PUs of a machine that are cut among VMs: all cuts of one ground have the same ones, and so the same ranks. */
export interface AdviceGround {
  readonly machine: Machine;
  /** Which of the machine's PUs: the first kind that makes a set counts. */
  readonly kind: 'allPus' | 'oneOfEachCore' | 'powersOfTwo';
  /** Nodes with PUs, in topological order. */
  readonly nodes: readonly GroundNode[];
  /** Memory of a VM for each of its PUs, bytes: alike in all cuts, and something is left to the host and for a region. */
  readonly bytesPerPu: number;
  /** Of a region with room for a rank on each PU, bytes. */
  readonly regionBytes: number;
}

export interface GroundNode {
  /** Number of the node. */
  readonly node: number;
  /** PUs of each core, in topological order, so that cores of one L3 stand together. */
  readonly cores: readonly (readonly number[])[];
}

/** Part of a node's memory that VMs take; the rest is left to the host and to QEMU. */
const PART = 7 / 8;

/**
 * The sets of PUs over which cuts are compared: all usable ones, one of each core, and the powers of two that recipes of
 * the paper's figures use. A refusal where the machine says too little.
 */
export function groundsOf(machine: Machine): readonly AdviceGround[] | Refused {
  const usable = inTopologicalOrder(usablePus(machine)).filter(({ node }) => node !== null);
  const chosen = groundOf(machine);
  if (isRefused(chosen)) return chosen;
  const powers = new Set(chosen.pus);
  const sets = [
    ['allPus', usable],
    ['oneOfEachCore', firstOfEachCore(usable)],
    ['powersOfTwo', usable.filter(({ id }) => powers.has(id))],
  ] as const;
  const seen = new Set<string>();
  return sets.flatMap(([kind, pus]) => {
    const key = pus.map(({ id }) => id).join();
    const bytesPerPu = memoryPerPu(machine, pus);
    if (seen.has(key) || bytesPerPu === null) return [];
    seen.add(key);
    return [{ machine, kind, nodes: nodesOf(pus), bytesPerPu, regionBytes: regionBytes(pus.length) }];
  });
}

export function pusOf({ nodes }: AdviceGround): readonly number[] {
  return nodes.flatMap(({ cores }) => cores.flat());
}

function nodesOf(pus: readonly Pu[]): readonly GroundNode[] {
  return [...groupBy(pus, ({ node }) => node)].map(([node, own]) => ({
    node,
    cores: [...groupBy(own, keyOf).values()].map((core) => core.map(({ id }) => id)),
  }));
}

function firstOfEachCore(pus: readonly Pu[]): readonly Pu[] {
  return [...groupBy(pus, keyOf).values()].flatMap((core) => core.slice(0, 1));
}

function keyOf(pu: Pu): string {
  return coreKey(pu) ?? `pu ${pu.id}`;
}

/** Of the node that has least for each of its PUs once it holds the region; in whole MiB. null where it is not known. */
function memoryPerPu(machine: Machine, pus: readonly Pu[]): number | null {
  const region = regionBytes(pus.length);
  const perPu = [...groupBy(pus, ({ node }) => node)].map(([node, own]) => {
    const bytes = availableBytes(machine, node);
    return bytes === null ? null : (Math.max(0, bytes - region) * PART) / own.length;
  });
  const known = perPu.filter((bytes) => bytes !== null);
  if (known.length < perPu.length || known.length === 0) return null;
  const bytes = Math.floor(Math.min(...known) / MEBIBYTE) * MEBIBYTE;
  return bytes > 0 ? bytes : null;
}

const MEBIBYTE = 2 ** 20;

function regionBytes(ranks: number): number {
  return wholeRegion({ device: 'devdax', pageSizeBytes: null }, bytesForRanks(ranks));
}
