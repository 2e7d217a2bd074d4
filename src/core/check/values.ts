import type { JsonPath } from '../text/document';

/** Value at a path of plain data, or at the first `depth` keys of it; undefined where there is none. */
export function valueAt(root: unknown, path: JsonPath, depth = path.length): unknown {
  let value = root;
  for (let at = 0; at < depth; at++) {
    const key = path[at];
    if (key === undefined || !hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasOwn(value: unknown, key: string | number): value is Record<string | number, unknown> {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}
