import { sumOf } from '../../analysis/statistics';

/**
 * Where the traffic of each thread of a process goes, as shares by place of the node. Rows are the bytes that each thread
 * has on each node. It goes to its own memory, evenly; of threads of one process a share goes to the memory of all of
 * them. A thread without memory goes to `home`.
 */
export function nodeShares(
  rows: readonly (readonly number[])[],
  homes: readonly number[],
  nodes: number,
  sharingShare: number,
): readonly (readonly number[])[] {
  const all = Array.from({ length: nodes }, (_, node) => sumOf(rows.map((row) => row[node] ?? 0)));
  const whole = sumOf(all);
  return rows.map((row, thread) => {
    const own = sumOf(row);
    return Array.from({ length: nodes }, (_, node) => {
      const alone = own === 0 ? Number(homes[thread] === node) : (row[node] ?? 0) / own;
      const together = whole === 0 ? alone : (all[node] ?? 0) / whole;
      return (1 - sharingShare) * alone + sharingShare * together;
    });
  });
}

/** Gives the first list of those with the same shares: what is said of one of them is looked at once. */
export function sameShares(): (shares: readonly number[]) => readonly number[] {
  const known = new Map<string, readonly number[]>();
  return (shares) => {
    const key = shares.join();
    const before = known.get(key) ?? shares;
    known.set(key, before);
    return before;
  };
}
