import type { Buddy } from './buddy';

/** Groups that each CPU keeps for itself before a zone. */
export interface CpuLists {
  /** For a CPU, -1 when the zone and this CPU's list are empty. */
  readonly take: (cpu: number) => number;
  readonly give: (cpu: number, group: number) => void;
  /** Everything goes back to the zone. */
  readonly drain: () => void;
}

/**
 * After Linux, mm/page_alloc.c: a list is filled by `batch` groups when it is empty; what is given back goes to its head
 * and is taken first; above `high` the oldest `batch` groups go to the zone. With `high` 0 the zone alone is there.
 */
export function cpuLists(zone: Buddy, cpus: number, batch: number, high: number): CpuLists {
  if (high === 0)
    return {
      take: zone.take,
      give: (_cpu, group) => {
        zone.give(group);
      },
      drain: () => undefined,
    };
  const room = high + batch + 1;
  const kept = new Int32Array(cpus * room);
  const depths = new Int32Array(cpus);

  const giveOldest = (cpu: number, count: number): void => {
    const [from, depth] = [cpu * room, depths[cpu] as number];
    for (let at = from; at < from + count; at++) zone.give(kept[at] as number);
    kept.copyWithin(from, from + count, from + depth);
    depths[cpu] = depth - count;
  };

  return {
    take: (cpu) => {
      const from = cpu * room;
      let depth = depths[cpu] as number;
      if (depth === 0) {
        while (depth < batch) {
          const group = zone.take();
          if (group < 0) break;
          kept[from + depth++] = group;
        }
        if (depth === 0) return -1;
        // Taken in the order in which the zone gave them.
        kept.subarray(from, from + depth).reverse();
      }
      depths[cpu] = --depth;
      return kept[from + depth] as number;
    },
    give: (cpu, group) => {
      kept[cpu * room + (depths[cpu] as number)] = group;
      depths[cpu] = (depths[cpu] as number) + 1;
      if (depths[cpu] > high) giveOldest(cpu, batch);
    },
    drain: () => {
      for (let cpu = 0; cpu < cpus; cpu++) giveOldest(cpu, depths[cpu] as number);
    },
  };
}
