import { knownBeginning } from '../text/listFamily';

/** What is made of a list one item after the other. */
export interface Gathering<T, A> {
  readonly start: () => A;
  /** Changes what was made, in place. */
  readonly add: (made: A, item: T) => void;
}

/**
 * What is made of the first `count` items of a list that is asked about again and again while it grows: only new items
 * are looked at. It begins anew where an item is no longer the same object. Lists that were given must stay as they are,
 * and are not copied: they are long. What is returned is changed by the next call.
 */
export function grown<T, A>({ start, add }: Gathering<T, A>): (items: readonly T[], count?: number) => A {
  let seen: readonly T[] = [];
  let seenCount = 0;
  let made = start();
  return (items, count = items.length) => {
    if (seenCount > count || !isBeginning(seen, seenCount, items)) [seenCount, made] = [0, start()];
    for (const item of items.slice(seenCount, count)) add(made, item);
    [seen, seenCount] = [items, count];
    return made;
  };
}

/** Are the first `count` items of the one list those of the other, as objects? */
export function isBeginning<T>(one: readonly T[], count: number, other: readonly T[]): boolean {
  if (one === other) return true;
  if (count > other.length) return false;
  for (let at = knownBeginning(one, other); at < count; at += 1) if (one[at] !== other[at]) return false;
  return true;
}
