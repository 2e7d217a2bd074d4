/** Who maps a page, as docs/memory/pages.md counts them: a process is a user on each node on which its threads run. */
export interface Users {
  readonly count: number;
  /** Place of the node on which all of them run; -1 where they run on several, or where there are none. */
  readonly node: number;
}

/** Of a page that these processes map, each given as the places of its threads' nodes. */
export function usersOn(processes: readonly (readonly number[])[]): Users {
  let [count, node] = [0, -1];
  let isOne = true;
  for (const threads of processes) {
    const nodes = threads.length === 1 ? threads : new Set(threads);
    for (const one of nodes) {
      if (count++ === 0) node = one;
      else if (one !== node) isOne = false;
    }
  }
  return { count, node: isOne ? node : -1 };
}
