import { distanceBetween, nodeById, puById } from '../../topology/queries';
import { parametersOf } from '../machines/parametersOf';
import type { AdviceGround } from './ground';

/**
 * Which nodes of a ground are alike. Two nodes are twins when exchanging them alone changes nothing that the topology or
 * the model tells of the machine: cores and their threads, memory, bandwidth, cards, and for each pair the distance, the
 * latency, the links between them and whether they are of one package.
 */
export interface NodeSymmetry {
  /** Places of nodes in the ground's list; every node is in one class, ascending. */
  readonly classes: readonly (readonly number[])[];
  /**
   * Ways to put classes in the place of each other without changing anything either (whole packages, turns of a ring):
   * `permutation[i]` is the class that comes to where class i was. The identity is among them.
   */
  readonly permutations: readonly (readonly number[])[];
}

/** More permutations of classes than these are not looked for: cuts are then told apart that are alike, never the reverse. */
const MOST_PERMUTATIONS = 5_000;

export function symmetryOf(ground: AdviceGround): NodeSymmetry {
  const { own, pair } = colours(ground);
  const places = ground.nodes.map((_node, at) => at);
  const classes: number[][] = [];
  for (const place of places) {
    const home = classes.find(([first = -1]) => areTwins(first, place, places, own, pair));
    if (home === undefined) classes.push([place]);
    else home.push(place);
  }
  return { classes, permutations: classPermutations(classes, own, pair) };
}

type Pair = (a: number, b: number) => string;

function areTwins(
  a: number,
  b: number,
  places: readonly number[],
  own: readonly string[],
  pair: Pair,
): boolean {
  if (own[a] !== own[b] || pair(a, b) !== pair(b, a)) return false;
  return places.every((c) => c === a || c === b || (pair(a, c) === pair(b, c) && pair(c, a) === pair(c, b)));
}

/** Nodes of a class are alike, so that its first one or two speak for all of it. */
function classPermutations(
  classes: readonly (readonly number[])[],
  own: readonly string[],
  pair: Pair,
): readonly (readonly number[])[] {
  const first = classes.map(([place = 0]) => place);
  const within = classes.map(([a = 0, b]) => (b === undefined ? '' : pair(a, b)));
  const isLike = (i: number, j: number): boolean =>
    classes[i]?.length === classes[j]?.length &&
    within[i] === within[j] &&
    own[first[i] ?? -1] === own[first[j] ?? -1];
  const between = (i: number, j: number): string => pair(first[i] ?? -1, first[j] ?? -1);
  const found: (readonly number[])[] = [];
  const extend = (chosen: readonly number[]): void => {
    const at = chosen.length;
    if (found.length >= MOST_PERMUTATIONS) return;
    if (at === classes.length) {
      found.push(chosen);
      return;
    }
    for (let next = 0; next < classes.length; next += 1) {
      const fits =
        !chosen.includes(next) &&
        isLike(at, next) &&
        chosen.every(
          (other, before) =>
            between(before, at) === between(other, next) && between(at, before) === between(next, other),
        );
      if (fits) extend([...chosen, next]);
    }
  };
  extend([]);
  return found;
}

/** What is to be told of each node, and of each pair, as text. */
function colours({ machine, nodes }: AdviceGround): { readonly own: readonly string[]; readonly pair: Pair } {
  const parameters = parametersOf(machine);
  const placeOf = nodes.map(({ node }) => machine.nodes.findIndex(({ id }) => id === node));
  const pus = puById(machine);
  const firstPu = nodes.map(({ cores }) => pus.get(cores[0]?.[0] ?? -1));
  const own = nodes.map(({ node, cores }, at) => {
    const facts = nodeById(machine, node);
    const cards = machine.nics.filter((nic) => nic.node === node).length;
    const kinds = cores.map((core) => `${core.length}${pus.get(core[0] ?? -1)?.kind ?? ''}`);
    const speed = parameters.nodes[placeOf[at] ?? -1]?.bytesPerSecond.value;
    const latency = parameters.nodes[placeOf[at] ?? -1]?.latencySeconds[placeOf[at] ?? -1]?.value;
    return [facts?.memoryBytes, facts?.kind, cards, l3Sizes(nodes[at], pus), kinds, speed, latency].join('|');
  });
  // Memory without PUs is part of the machine: how far it is tells nodes apart.
  const others = machine.nodes.filter(({ id }) => nodes.every(({ node }) => node !== id));
  const withOthers = nodes.map(
    ({ node }, at) => `${own[at]}|${others.map(({ id }) => distanceBetween(machine, node, id)).join()}`,
  );
  const pair: Pair = (a, b) => {
    const [from, to] = [nodes[a]?.node ?? -1, nodes[b]?.node ?? -1];
    const [i, j] = [placeOf[a] ?? -1, placeOf[b] ?? -1];
    return [
      distanceBetween(machine, from, to),
      parameters.nodes[i]?.latencySeconds[j]?.value,
      firstPu[a]?.package === firstPu[b]?.package,
      parameters.linkShape === 'ring' ? stepsAround(i, j, machine.nodes.length) : 1,
    ].join('|');
  };
  return { own: withOthers, pair };
}

/** Links that lines take on a ring, the shorter way. */
function stepsAround(from: number, to: number, count: number): number {
  const steps = (to - from + count) % count;
  return Math.min(steps, count - steps);
}

function l3Sizes(
  node: AdviceGround['nodes'][number] | undefined,
  pus: { readonly get: (id: number) => { readonly l3: number | null } | undefined },
): string {
  const sizes = new Map<number | null, number>();
  for (const core of node?.cores ?? []) {
    const l3 = pus.get(core[0] ?? -1)?.l3 ?? null;
    sizes.set(l3, (sizes.get(l3) ?? 0) + 1);
  }
  return [...sizes.values()].join();
}
