import { listFamily } from '../text/listFamily';

/**
 * A thing that changes in place. A picture of it is its own state, given away: after that the thing goes on with a copy.
 * So nothing is copied of a journal that is read at once.
 */
export interface Pictured<P> {
  /** To be changed only behind `touch`. */
  state: P;
  /** Somebody has the state: it stays as it is. */
  isShown: boolean;
  /** In the list; -1 for a thing that is in none. */
  place: number;
}

/**
 * Pictures of things, in an order. A picture stays the same object until its thing changes, and a list costs what has
 * changed since the last one, so that a long journal can be looked at after each of its lines.
 */
export interface PictureList<T extends Pictured<P>, P> {
  /** Puts a thing behind the others. */
  readonly add: (thing: T) => void;
  /** The thing is going to change: its state, read anew, may be. It need not be in the list. */
  readonly touch: (thing: T) => void;
  /**
   * Things have left the list, and will not be touched again, or have changed places: the next list is made of all
   * again.
   */
  readonly forget: () => void;
  /** A new list, which later changes leave as it is, with these behind. */
  readonly pictures: (behind?: readonly T[]) => readonly P[];
}

/** `all` gives the things as they then are, in their order. */
export function pictureList<T extends Pictured<P>, P>(
  all: () => Iterable<T>,
  copyOf: (state: P) => P,
): PictureList<T, P> {
  let count = 0;
  let stale: T[] = [];
  let made: P[] = [];
  let isWhole = true;
  const tellOf = listFamily();
  const add = (thing: T): void => {
    thing.place = count;
    count += 1;
    stale.push(thing);
  };
  const collect = (): void => {
    [count, stale, made, isWhole] = [0, [], [], true];
    for (const thing of all()) add(thing);
  };
  return {
    add,
    touch(thing) {
      if (!thing.isShown) return;
      thing.state = copyOf(thing.state);
      thing.isShown = false;
      if (thing.place >= 0) stale.push(thing);
    },
    forget: () => (isWhole = false),
    pictures(behind = []) {
      if (!isWhole) collect();
      let same = made.length;
      for (const thing of stale) {
        same = Math.min(same, thing.place);
        made[thing.place] = shown(thing);
      }
      stale = [];
      const list = made.concat(behind.map(shown));
      tellOf(list, same);
      return list;
    },
  };
}

function shown<P>(thing: Pictured<P>): P {
  thing.isShown = true;
  return thing.state;
}
