/** Things by their number, such as PUs by the kernel's. A look-up is one step, whatever else there is. */
export interface ByNumber<T> {
  get(number: number): T | undefined;
  has(number: number): boolean;
}

/** Of items with the same number the last counts. Numbers are whole and not negative; they may have gaps. */
export function byNumber<T>(items: Iterable<T>, numberOf: (item: T) => number): ByNumber<T> {
  const places: (T | undefined)[] = [];
  for (const item of items) places[numberOf(item)] = item;
  return numbered(places);
}

/** The same for a list with gaps, each item at the place of its number. */
export function numbered<T>(places: readonly (T | undefined)[]): ByNumber<T> {
  const get = (number: number): T | undefined =>
    number >= 0 && number < places.length ? places[number] : undefined;
  return { get, has: (number) => get(number) !== undefined };
}
