/** A PU with its package (null when unknown), what tells its core from others, and the number that the source gives the core. */
export interface CorePlace {
  readonly pu: number;
  readonly package: number | null;
  readonly key: string | number;
  readonly id: number | null;
}

/**
 * Core numbers by PU, unique within their package. Numbers that a source gives are kept unless they repeat, as they do
 * where the dies of a package count alone: the cores of that package are then counted by their lowest PU.
 */
export function numberCores(places: readonly CorePlace[]): Map<number, number> {
  const packages = new Map<number | null, Map<string | number, CorePlace[]>>();
  for (const place of [...places].sort((a, b) => a.pu - b.pu)) {
    const cores = packages.get(place.package) ?? new Map<string | number, CorePlace[]>();
    const core = cores.get(place.key);
    if (core === undefined) cores.set(place.key, [place]);
    else core.push(place);
    packages.set(place.package, cores);
  }
  return new Map([...packages.values()].flatMap((cores) => numbered([...cores.values()])));
}

function numbered(cores: readonly (readonly CorePlace[])[]): [number, number][] {
  const ids = new Set(cores.map((core) => core[0]?.id ?? null));
  const usable = ids.size === cores.length && !ids.has(null);
  return cores.flatMap((core, i) => {
    const number = usable ? (core[0]?.id ?? i) : i;
    return core.map(({ pu }): [number, number] => [pu, number]);
  });
}

/** Groups counted from 0 by their lowest PU, from a group's key by PU. */
export function numberGroups<Key>(keys: ReadonlyMap<number, Key>): Map<number, number> {
  const numbers = new Map<Key, number>();
  const pus = [...keys].sort(([a], [b]) => a - b);
  for (const [, key] of pus) if (!numbers.has(key)) numbers.set(key, numbers.size);
  return new Map(pus.map(([pu, key]) => [pu, numbers.get(key) ?? 0]));
}
