/** What is made of a list one item after the other. */
export interface Gathering<T, A> {
  readonly start: () => A;
  /** Changes what was made, in place. */
  readonly add: (made: A, item: T) => void;
}

/**
 * What is made of a list that is asked about again and again while it grows: only new items are looked at. It begins
 * anew where an item is no longer the same object. What is returned is changed by the next call.
 */
export function grown<T, A>({ start, add }: Gathering<T, A>): (items: readonly T[]) => A {
  let seen: T[] = [];
  let made = start();
  return (items) => {
    if (!isBeginning(seen, items)) [seen, made] = [[], start()];
    for (let at = seen.length; at < items.length; at += 1) {
      const item = items[at];
      if (item === undefined) break;
      seen.push(item);
      add(made, item);
    }
    return made;
  };
}

/** Has the list the same objects, and maybe more behind them? */
export function isBeginning<T>(beginning: readonly T[], list: readonly T[]): boolean {
  if (beginning.length > list.length) return false;
  for (let at = 0; at < beginning.length; at += 1) if (beginning[at] !== list[at]) return false;
  return true;
}
