/** Who maps a page, as docs/memory/pages.md counts them: a process is a user on each node on which its threads run. */
export interface Users {
  readonly count: number;
  /** Place of the node on which all of them run; -1 where they run on several, or where there are none. */
  readonly node: number;
}

/** Of a page that these processes map, each given as the places of its threads' nodes. */
export function usersOn(processes: readonly (readonly number[])[]): Users {
  const nodes = processes.map((threads) => new Set(threads));
  const all = new Set(nodes.flatMap((own) => [...own]));
  const [only] = all;
  return {
    count: nodes.reduce((sum, own) => sum + own.size, 0),
    node: all.size === 1 ? (only as number) : -1,
  };
}
