import type { Machine, Pu } from '../topology/machine';
import { coreKey, distanceBetween, inTopologicalOrder, puById, usablePus } from '../topology/queries';

/**
 * PUs, all of them free, that lie to each other as these do: what shared a core, an L3, a node or a package does so
 * again, and nothing else. The nearest ones, in the same order; null where there are none.
 */
export function placesLike(
  machine: Machine,
  pus: readonly number[],
  free: ReadonlySet<number>,
): readonly number[] | null {
  if (pus.length === 0 || pus.length > free.size) return null;
  const known = puById(machine);
  const wanted = patternOf(pus.flatMap((pu) => known.get(pu) ?? []));
  // Among all PUs a shift keeps what lies between them; among usable ones it passes over what is not for VMs.
  const orders = [inTopologicalOrder(machine.pus), inTopologicalOrder(usablePus(machine))];
  const found = orders
    .flatMap((order) => shiftsOf(order, pus, free))
    .filter((shifted) => patternOf(shifted) === wanted);
  const near = found.map((shifted) => ({ shifted, distance: distanceOf(machine, pus, shifted) }));
  const [best] = near.sort((a, b) => a.distance - b.distance);
  return best === undefined ? null : best.shifted.map(({ id }) => id);
}

/** The PUs moved by every number of places that brings them to free ones, small moves first and forward ones before back. */
function shiftsOf(
  order: readonly Pu[],
  pus: readonly number[],
  free: ReadonlySet<number>,
): readonly (readonly Pu[])[] {
  const places = new Map(order.map((pu, place) => [pu.id, place]));
  const own = pus.map((pu) => places.get(pu) ?? -1);
  const least = Math.min(...own);
  const most = Math.max(...own);
  if (least < 0) return [];
  const count = order.length - (most - least);
  const isFree = (shift: number): boolean => own.every((place) => free.has(order[place + shift]?.id ?? -1));
  return Array.from({ length: count }, (_, place) => place - least)
    .filter(isFree)
    .sort((a, b) => Math.abs(a) - Math.abs(b) || b - a)
    .map((shift) => own.flatMap((place) => order[place + shift] ?? []));
}

/** Which PUs share what, whatever it is numbered: equal for PUs that lie to each other alike. */
function patternOf(pus: readonly Pu[]): string {
  const numbered = (keyOf: (pu: Pu) => string): string => {
    const seen = new Map<string, number>();
    return pus
      .map((pu) => {
        const key = keyOf(pu);
        const number = seen.get(key) ?? seen.size;
        seen.set(key, number);
        return number;
      })
      .join();
  };
  return [
    numbered((pu) => `${pu.package}`),
    numbered((pu) => `${pu.node}`),
    numbered((pu) => `${pu.l3}`),
    numbered((pu) => `${coreKey(pu)}`),
  ].join(' ');
}

/** How far apart the nodes of two lists of PUs are, summed up over pairs. */
function distanceOf(machine: Machine, from: readonly number[], to: readonly Pu[]): number {
  const known = puById(machine);
  return from.reduce((sum, pu, n) => {
    const a = known.get(pu)?.node ?? null;
    const b = to[n]?.node ?? null;
    const unknown = a === b ? 10 : 20;
    return sum + (a === null || b === null ? unknown : (distanceBetween(machine, a, b) ?? unknown));
  }, 0);
}
