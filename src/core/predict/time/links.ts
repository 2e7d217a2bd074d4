/** Links between the nodes of a host, all as wide, each in one direction. */
export interface Links {
  readonly bytesPerSecond: number;
  readonly routes: Routes;
}

/** Over which links lines go, by places of the nodes; the same object for all links of one shape between as many nodes. */
export interface Routes {
  /** Of links. */
  readonly count: number;
  /** From memory of one node to cores of another; none within a node. */
  readonly between: (from: number, to: number) => readonly Hop[];
}

export interface Hop {
  /** From 0 on. */
  readonly link: number;
  /** Of the lines, what goes this way. */
  readonly share: number;
}

/** A link for each pair of nodes and direction. */
export function directLinks(nodes: number, bytesPerSecond: number): Links {
  return { bytesPerSecond, routes: made(direct, nodes, directRoute) };
}

/** Links to the nodes before and after each one; lines take the shorter way, or half of them each where both are alike. */
export function ringLinks(nodes: number, bytesPerSecond: number): Links {
  return { bytesPerSecond, routes: made(ring, nodes, ringRoute) };
}

type Route = (nodes: number, from: number, to: number) => readonly Hop[];

/** By number of nodes. */
const direct = new Map<number, Routes>();
const ring = new Map<number, Routes>();

function made(known: Map<number, Routes>, nodes: number, route: Route): Routes {
  const before = known.get(nodes);
  if (before !== undefined) return before;
  const hops = Array.from({ length: nodes * nodes }, (_, at) =>
    route(nodes, Math.floor(at / nodes), at % nodes),
  );
  const count = route === ringRoute ? 2 * nodes : nodes * nodes;
  const routes: Routes = { count, between: (from, to) => hops[from * nodes + to] ?? [] };
  known.set(nodes, routes);
  return routes;
}

function directRoute(nodes: number, from: number, to: number): readonly Hop[] {
  return from === to ? [] : [{ link: from * nodes + to, share: 1 }];
}

/** Links 0 to nodes - 1 go up from the node of this number, the others down from it. */
function ringRoute(nodes: number, from: number, to: number): readonly Hop[] {
  const up = (steps: number, share: number): readonly Hop[] =>
    Array.from({ length: steps }, (_, step) => ({ link: (from + step) % nodes, share }));
  const down = (steps: number, share: number): readonly Hop[] =>
    Array.from({ length: steps }, (_, step) => ({ link: nodes + ((from - step + nodes) % nodes), share }));
  const steps = (to - from + nodes) % nodes;
  if (2 * steps === nodes) return [...up(steps, 0.5), ...down(steps, 0.5)];
  return 2 * steps < nodes ? up(steps, 1) : down(nodes - steps, 1);
}
