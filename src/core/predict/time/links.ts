/** Links between the nodes of a host, all as wide, each in one direction. */
export interface Links {
  readonly count: number;
  readonly bytesPerSecond: number;
  /** Over which lines go from memory of one node to cores of another, by places of the nodes; none within a node. */
  readonly route: (from: number, to: number) => readonly Hop[];
}

export interface Hop {
  /** From 0 on. */
  readonly link: number;
  /** Of the lines, what goes this way. */
  readonly share: number;
}

/** A link for each pair of nodes and direction. */
export function directLinks(nodes: number, bytesPerSecond: number): Links {
  return {
    ...{ count: nodes * nodes, bytesPerSecond },
    route: (from, to) => (from === to ? [] : [{ link: from * nodes + to, share: 1 }]),
  };
}

/** Links to the nodes before and after each one; lines take the shorter way, or half of them each where both are alike. */
export function ringLinks(nodes: number, bytesPerSecond: number): Links {
  // Links 0 to nodes - 1 go up from the node of this number, the others down from it.
  const up = (from: number, steps: number, share: number): Hop[] =>
    Array.from({ length: steps }, (_, step) => ({ link: (from + step) % nodes, share }));
  const down = (from: number, steps: number, share: number): Hop[] =>
    Array.from({ length: steps }, (_, step) => ({ link: nodes + ((from - step + nodes) % nodes), share }));
  return {
    ...{ count: 2 * nodes, bytesPerSecond },
    route: (from, to) => {
      const steps = (to - from + nodes) % nodes;
      if (2 * steps === nodes) return [...up(from, steps, 0.5), ...down(from, steps, 0.5)];
      return 2 * steps < nodes ? up(from, steps, 1) : down(from, nodes - steps, 1);
    },
  };
}
