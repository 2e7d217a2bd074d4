/** Remembers a list that was made of members of another one, given by their positions there. */
export type ListMemory<M, T> = (
  name: string,
  all: readonly M[],
  members: readonly number[],
  make: () => readonly T[],
) => readonly T[];

/** Each under its name, as long as all of its members are the same objects. */
export function rememberedLists<M, T>(): ListMemory<M, T> {
  const lists = new Map<string, { readonly of: readonly (M | undefined)[]; readonly made: readonly T[] }>();
  return (name, all, members, make) => {
    const known = lists.get(name);
    if (known !== undefined && isSame(known.of, all, members)) return known.made;
    const made = make();
    lists.set(name, { of: members.map((place) => all[place]), made });
    return made;
  };
}

function isSame<M>(of: readonly (M | undefined)[], all: readonly M[], members: readonly number[]): boolean {
  return of.length === members.length && members.every((place, at) => of[at] === all[place]);
}
