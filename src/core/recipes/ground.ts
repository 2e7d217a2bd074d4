import { groupBy } from '../text/groupBy';
import { sizeInWords } from '../text/size';
import type { Machine, Pu } from '../topology/machine';
import {
  availableBytes,
  coreKey,
  inTopologicalOrder,
  nodesOf,
  siblingsOf,
  usablePus,
} from '../topology/queries';
import { bytesForRanks, wholeRegion } from '../check/regionSize';
import type { Refused } from './recipe';

/**
 * What an experiment of the paper uses of a machine: a PU on each of equally many cores of equally many nodes, all these
 * numbers powers of two, since most NPB programs want such numbers of ranks.
 */
export interface Ground {
  readonly machine: Machine;
  /** All PUs, in topological order: a rank each. */
  readonly pus: readonly number[];
  /** The same by package and by NUMA node; one group where the machine does not tell them apart. */
  readonly packages: readonly (readonly number[])[];
  readonly nodes: readonly (readonly number[])[];
  /** Memory of a VM for each of its PUs: the same in all cuts, and something is left to the host. */
  readonly bytesPerPu: number;
  /** True for a machine to rehearse on: no class of the paper has room there. */
  readonly isSmall: boolean;
  /** Memory that VMs share beside their own, where the figure asks for it. */
  readonly region: SharedMemory | null;
}

/** Enough for a rank on each PU, on the node that can spare it best. */
export interface SharedMemory {
  readonly bytes: number;
  readonly node: number;
}

const MEBIBYTE = 2 ** 20;
const GIBIBYTE = 2 ** 30;

/** Below this a guest has no room for its kernel and a program. */
const LEAST_PER_PU = 224 * MEBIBYTE;
/** Above this no class of the paper has a use for it, and VMs take longer to boot. */
const MOST_PER_PU = 8 * GIBIBYTE;
/** Of all nodes together. */
const SMALL = 8 * GIBIBYTE;
/** Part of a node's memory that VMs take; the rest is left to the host and to QEMU. */
const PART = 7 / 8;

/** `isShared`: the VMs of a cut have a region in common. */
export function groundOf(machine: Machine, isShared = false): Ground | Refused {
  const chosen = chosenPus(machine);
  const pus = chosen.map(({ id }) => id);
  if (pus.length < 2) {
    return {
      problem: `"${machine.id}" has ${pus.length === 0 ? 'no core' : 'one core alone'} that VMs can use.`,
      remedy: 'Choose another machine, or reserve less of this one for the host.',
    };
  }
  const region = isShared ? regionOn(machine, pus) : null;
  const memory = memoryPerPu(machine, pus, region);
  if (typeof memory !== 'number') return memory;
  return {
    machine,
    pus,
    packages: unitsOf(chosen, (pu) => pu.package),
    nodes: unitsOf(chosen, (pu) => pu.node),
    bytesPerPu: memory,
    isSmall: memory * pus.length < SMALL,
    region,
  };
}

function unitsOf(pus: readonly Pu[], unit: (pu: Pu) => number | null): readonly (readonly number[])[] {
  return [...groupBy(pus, (pu) => unit(pu) ?? -1).values()].map((group) => group.map(({ id }) => id));
}

/**
 * A PU of each core, as many as can be had: `packages` packages with `parts` nodes each and `cores` cores a node, all
 * powers of two. What divides the machine evenly is worth more than the last core.
 */
function chosenPus(machine: Machine): readonly Pu[] {
  const packages = [...groupBy(onePuACore(machine), (pu) => pu.package ?? -1).values()].map((pus) => [
    ...groupBy(pus, (pu) => pu.node).values(),
  ]);
  let best: readonly Pu[] = [];
  for (const packageCount of powersUpTo(packages.length)) {
    for (const nodeCount of powersUpTo(Math.max(0, ...packages.map((nodes) => nodes.length)))) {
      const taken = evenly(packages, packageCount, nodeCount);
      if (taken.length >= best.length) best = taken;
    }
  }
  return inTopologicalOrder(best);
}

/** The same number of cores on each of `nodeCount` nodes of each of `packageCount` packages; those with most cores. */
function evenly(
  packages: readonly (readonly (readonly Pu[])[])[],
  packageCount: number,
  nodeCount: number,
): readonly Pu[] {
  const richest = packages
    .map((nodes) => largest(nodes, nodeCount, (node) => node.length))
    .filter((nodes) => nodes.length === nodeCount);
  const chosen = largest(richest, packageCount, fewest).flat();
  if (chosen.length < packageCount * nodeCount) return [];
  const cores = powersUpTo(fewest(chosen)).at(-1) ?? 0;
  return chosen.flatMap((node) => node.slice(0, cores));
}

function fewest(nodes: readonly (readonly Pu[])[]): number {
  return Math.min(...nodes.map((node) => node.length));
}

function largest<T>(items: readonly T[], count: number, size: (item: T) => number): readonly T[] {
  return [...items].sort((a, b) => size(b) - size(a)).slice(0, count);
}

/** The first PU of each core that is free of the host, of the kind of core that there is most of. */
function onePuACore(machine: Machine): readonly Pu[] {
  const reserved = new Set(machine.reserved.pus);
  const free = inTopologicalOrder(usablePus(machine)).filter(
    (pu) => pu.node !== null && !siblingsOf(machine, pu.id).some((id) => reserved.has(id)),
  );
  const cores = [...groupBy(free, (pu) => coreKey(pu) ?? `pu ${pu.id}`).values()].flatMap((pus) =>
    pus.slice(0, 1),
  );
  const kinds = [...groupBy(cores, (pu) => pu.kind ?? '').values()];
  return largest(kinds, 1, (pus) => pus.length).flat();
}

function powersUpTo(most: number): readonly number[] {
  return Array.from({ length: 32 }, (_, power) => 2 ** power).filter((number) => number <= most);
}

/** null where nothing is known of the memory. */
function regionOn(machine: Machine, pus: readonly number[]): SharedMemory | null {
  const bytes = wholeRegion({ device: 'devdax', pageSizeBytes: null }, bytesForRanks(pus.length));
  const spare = nodesOf(machine, pus).map((node) => ({
    node,
    perPu: (availableBytes(machine, node) ?? 0) / pusOn(machine, pus, node),
  }));
  const [best] = spare.sort((a, b) => b.perPu - a.perPu || a.node - b.node);
  return best === undefined ? null : { bytes, node: best.node };
}

function pusOn(machine: Machine, pus: readonly number[], node: number): number {
  return pus.filter((pu) => nodesOf(machine, [pu])[0] === node).length;
}

/** Bytes; of the node that has least of it for each of its PUs, less what the region takes there. */
function memoryPerPu(
  machine: Machine,
  pus: readonly number[],
  region: SharedMemory | null,
): number | Refused {
  const perPu = nodesOf(machine, pus).map((node) => {
    const bytes = availableBytes(machine, node);
    const shared = region?.node === node ? region.bytes : 0;
    return bytes === null ? null : (Math.max(0, bytes - shared) * PART) / pusOn(machine, pus, node);
  });
  const known = perPu.filter((bytes) => bytes !== null);
  if (known.length < perPu.length) {
    return {
      problem: `The topology of "${machine.id}" does not say how much memory its nodes have.`,
      remedy: 'Add it to the topology: `memoryPerNode`, or `memoryBytes` of each node.',
    };
  }
  const bytes = roundedDown(Math.min(MOST_PER_PU, ...known));
  if (bytes >= LEAST_PER_PU) return bytes;
  return {
    problem: `"${machine.id}" has ${sizeInWords(Math.min(...known))} for each core beside what the host needs, and a VM needs ${sizeInWords(LEAST_PER_PU)}.`,
    remedy: 'Choose a machine with more memory, or reserve less of it for the host.',
  };
}

/** To three binary digits, as a person would write it: 1.75 GiB, 448 MiB. */
function roundedDown(bytes: number): number {
  const grain = 2 ** (Math.floor(Math.log2(Math.max(1, bytes))) - 2);
  return Math.floor(bytes / grain) * grain;
}
