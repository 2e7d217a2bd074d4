/** Free groups of a guest's zone, by a binary buddy allocator. */
export interface Buddy {
  /** A group, -1 when there is none. */
  readonly take: () => number;
  readonly give: (group: number) => void;
  readonly freeGroups: () => number;
  /** Each free block of at least this order: its first group and how many it has. */
  readonly freeBlocks: (order: number, visit: (first: number, groups: number) => void) => void;
}

/**
 * Groups from `first` on in `blocks` blocks of 2^`top` each, all free. After Linux, mm/page_alloc.c: the smallest block
 * that there is gets split, its lower half first; free buddies join; what came back last heads its list. Blocks that
 * nobody ever had are handed out in the order of their addresses, when nothing that came back is left.
 */
export function buddyAllocator(first: number, blocks: number, top: number): Buddy {
  const groups = blocks << top;
  const [next, previous] = [new Int32Array(groups), new Int32Array(groups)];
  /** Of the free block that begins here; -1 where none does. */
  const orderAt = new Int8Array(groups).fill(-1);
  const heads = new Int32Array(top + 1).fill(-1);
  let fresh = 0;
  let free = groups;

  const push = (at: number, order: number): void => {
    const head = heads[order] as number;
    next[at] = head;
    previous[at] = -1;
    if (head >= 0) previous[head] = at;
    heads[order] = at;
    orderAt[at] = order;
  };
  const remove = (at: number, order: number): void => {
    const [before, after] = [previous[at] as number, next[at] as number];
    if (before >= 0) next[before] = after;
    else heads[order] = after;
    if (after >= 0) previous[after] = before;
    orderAt[at] = -1;
  };

  return {
    take: () => {
      let order = 0;
      while (order <= top && (heads[order] as number) < 0) order++;
      let at: number;
      if (order <= top) {
        at = heads[order] as number;
        remove(at, order);
      } else {
        if (fresh >= groups) return -1;
        at = fresh;
        fresh += 1 << top;
        order = top;
      }
      while (order > 0) push(at + (1 << --order), order);
      free--;
      return first + at;
    },
    give: (group) => {
      let [at, order] = [group - first, 0];
      for (; order < top; order++) {
        const buddy = at ^ (1 << order);
        if (orderAt[buddy] !== order) break;
        remove(buddy, order);
        at &= buddy;
      }
      push(at, order);
      free++;
    },
    freeGroups: () => free,
    freeBlocks: (least, visit) => {
      for (let order = Math.max(0, least); order <= top; order++)
        for (let at = heads[order] as number; at >= 0; at = next[at] as number) visit(first + at, 1 << order);
      if (least <= top && fresh < groups) visit(first + fresh, groups - fresh);
    },
  };
}
