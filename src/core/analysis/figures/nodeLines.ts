/** A node has its colour; of several lines of one node each has a pattern of its own. */
export function patternsOf(lines: readonly { readonly node: string }[]): readonly number[] {
  const taken = new Map<string, number>();
  return lines.map(({ node }) => {
    const pattern = taken.get(node) ?? 0;
    taken.set(node, pattern + 1);
    return pattern;
  });
}

/** Numbers of the nodes of these lines, ascending: the colours are counted by them. */
export function nodesOf(lines: readonly { readonly node: string }[]): readonly string[] {
  return [...new Set(lines.map(({ node }) => node))].sort((a, b) => Number(a) - Number(b));
}
