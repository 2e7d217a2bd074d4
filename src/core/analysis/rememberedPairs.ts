import type { SessionTime } from './sessionTimes';

type Times = readonly SessionTime[];

/** Remembers what was made of the times of two cells, as long as both lists are the same objects. */
export type PairMemory<T> = (one: Times, other: Times, make: () => T) => T;

export function rememberedPairs<T>(): PairMemory<T> {
  const pairs = new WeakMap<Times, WeakMap<Times, { readonly made: T }>>();
  return (one, other, make) => {
    let others = pairs.get(one);
    if (others === undefined) pairs.set(one, (others = new WeakMap()));
    let known = others.get(other);
    if (known === undefined) others.set(other, (known = { made: make() }));
    return known.made;
  };
}
