/** Where a list stands among those that were made one from the other. */
interface Place {
  /** By version, how many items it begins with of the version before. */
  readonly family: readonly number[];
  readonly version: number;
}

const places = new WeakMap<readonly unknown[], Place>();

/**
 * For who makes long lists one from the other: each is told with how many items of the one before it begins, so that
 * nobody compares all of them again.
 */
export function listFamily(): (list: readonly unknown[], same: number) => void {
  const family: number[] = [];
  return (list, same) => {
    places.set(list, { family, version: family.push(same) - 1 });
  };
}

/** With how many of the same items two lists are known to begin; 0 where nothing is known of them. */
export function knownBeginning(one: readonly unknown[], other: readonly unknown[]): number {
  const [a, b] = [places.get(one), places.get(other)];
  if (a === undefined || a.family !== b?.family) return 0;
  const [first, last] = [Math.min(a.version, b.version), Math.max(a.version, b.version)];
  let same = Math.min(one.length, other.length);
  for (let version = first + 1; version <= last; version += 1) same = Math.min(same, a.family[version] ?? 0);
  return same;
}
