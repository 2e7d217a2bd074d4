/** Makes a thing when it is first asked for, and only once; it may learn who asked first. */
export function once<T, A = void>(make: (asker: A) => Promise<T>): (asker: A) => Promise<T> {
  let made: Promise<T> | undefined;
  return (asker) => (made ??= make(asker));
}

type Named<T> = {
  [K in keyof T]: T[K] extends (...given: never[]) => Promise<unknown> ? K : never;
}[keyof T];

/** These functions of something that is made when the first of them is called. */
export function whenCalled<T, K extends Named<T>>(made: () => Promise<T>, names: readonly K[]): Pick<T, K> {
  const waiting = names.map((name) => [
    name,
    async (...given: unknown[]) => {
      const thing = await made();
      return await (thing[name] as (...given: unknown[]) => Promise<unknown>).apply(thing, given);
    },
  ]);
  return Object.fromEntries(waiting) as Pick<T, K>;
}
