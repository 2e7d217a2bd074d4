import { formatCpuList } from '../text/cpuList';
import { sizeInWords } from '../text/size';
import type { Machine, Pu } from './machine';
import { coreKey } from './queries';

/** Nodes that differ from the whole by more than this part contradict it; what the kernel keeps for itself does not. */
const MEMORY_TOLERANCE = 0.1;

/**
 * What a machine's tables say that cannot all be true, each with what was believed. `memoryBytes` is what the kernel
 * says that all nodes have together; null when it does not.
 */
export function contradictions(machine: Machine, memoryBytes: number | null): string[] {
  return [...ofDistances(machine), ...ofSharing(machine.pus), ...ofMemory(machine, memoryBytes)];
}

/** ACPI 6.5, 5.2.17: a node's distance to itself is 10, all others are larger. */
function ofDistances({ distances, nodes }: Machine): string[] {
  const odd = nodes.filter((_, i) => {
    const own = distances?.[i]?.[i] ?? 0;
    return (distances?.[i] ?? []).some((value, j) => j !== i && value <= own);
  });
  return odd.length === 0
    ? []
    : [
        `By their distances, nodes ${formatCpuList(odd.map(({ id }) => id))} have other nodes as near as themselves. The distances are kept as the firmware gives them.`,
      ];
}

/** Cores that lie on several nodes, and L3 groups that lie in several packages. */
function ofSharing(pus: readonly Pu[]): string[] {
  const cores = spread(pus, coreKey, (pu) => pu.node);
  const caches = spread(
    pus,
    (pu) => pu.l3,
    (pu) => pu.package,
  );
  return [
    ...cores.map(
      (list) =>
        `PUs ${formatCpuList(list)} share a core and lie on several nodes. The nodes' lists were believed for nodes, the siblings' for cores.`,
    ),
    ...caches.map(
      (list) =>
        `PUs ${formatCpuList(list)} share an L3 and lie in several packages. The cache's list was believed for the L3, the package numbers for packages.`,
    ),
  ];
}

/** Numbers of the PUs of each group whose members lie in several places; at most eight groups, for a person to read. */
function spread(
  pus: readonly Pu[],
  groupOf: (pu: Pu) => string | number | null,
  placeOf: (pu: Pu) => number | null,
): number[][] {
  const groups = new Map<string | number, { ids: number[]; places: Set<number> }>();
  for (const pu of pus) {
    const key = groupOf(pu);
    const place = placeOf(pu);
    if (key === null || place === null) continue;
    const group = groups.get(key) ?? { ids: [], places: new Set<number>() };
    group.ids.push(pu.id);
    group.places.add(place);
    groups.set(key, group);
  }
  return [...groups.values()]
    .filter(({ places }) => places.size > 1)
    .slice(0, 8)
    .map(({ ids }) => ids);
}

function ofMemory({ nodes }: Machine, whole: number | null): string[] {
  const known = nodes.flatMap(({ memoryBytes }) => memoryBytes ?? []);
  if (whole === null || known.length < nodes.length) return [];
  const sum = known.reduce((total, bytes) => total + bytes, 0);
  if (Math.abs(sum - whole) <= MEMORY_TOLERANCE * whole) return [];
  return [
    `The nodes have ${sizeInWords(sum)} together, and /proc/meminfo says ${sizeInWords(whole)}. The nodes' own tables were believed.`,
  ];
}
