/**
 * Pictures of things that change in place, in an order. A picture stays the same object until its thing changes, and a
 * list costs what has changed since the last one, so that a long journal can be looked at after each of its lines.
 */
export interface PictureList<T, P> {
  /** Puts a thing behind the others. */
  readonly add: (thing: T) => void;
  /** The thing has changed. Nothing happens for one that is not in the list. */
  readonly touch: (thing: T) => void;
  /** Things have left the list or changed places: the next list is made of all again. */
  readonly forget: () => void;
  /** A new list, which later changes leave as it is, with these pictures behind. */
  readonly pictures: (behind?: readonly P[]) => readonly P[];
}

/** `all` gives the things as they then are, in their order. */
export function pictureList<T extends object, P>(
  all: () => Iterable<T>,
  pictureOf: (thing: T) => P,
): PictureList<T, P> {
  const places = new Map<T, number>();
  const stale = new Set<T>();
  const made: P[] = [];
  let isWhole = true;
  const add = (thing: T): void => {
    places.set(thing, places.size);
    stale.add(thing);
  };
  const collect = (): void => {
    places.clear();
    stale.clear();
    made.length = 0;
    for (const thing of all()) add(thing);
    isWhole = true;
  };
  return {
    add,
    touch(thing) {
      if (places.has(thing)) stale.add(thing);
    },
    forget: () => (isWhole = false),
    pictures(behind = []) {
      if (!isWhole) collect();
      for (const thing of stale) made[places.get(thing) ?? 0] = pictureOf(thing);
      stale.clear();
      return made.concat(behind);
    },
  };
}
