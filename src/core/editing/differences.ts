import { isObject } from '../check/values';
import type { JsonPath, ValueChange } from '../text/document';

/**
 * The fewest changes that make one value of another at a path, so that comments, order and form stay of all that both
 * have. `undefined` stands for what is not there.
 */
export function differences(path: JsonPath, from: unknown, to: unknown): readonly ValueChange[] {
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  if (to === undefined) return [{ path, remove: true }];
  if (Array.isArray(from) && Array.isArray(to)) return ofLists(path, from, to);
  if (isObject(from) && isObject(to)) {
    const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
    return [...keys].flatMap((key) => differences([...path, key], from[key], to[key]));
  }
  return [{ path, value: to }];
}

function ofLists(path: JsonPath, from: readonly unknown[], to: readonly unknown[]): readonly ValueChange[] {
  const changes = to.flatMap((item, index) => differences([...path, index], from[index], item));
  // From the end, so that those before keep their positions.
  const removed = [...from.keys()].slice(to.length).reverse();
  return [...changes, ...removed.map((index): ValueChange => ({ path: [...path, index], remove: true }))];
}
