/** Whether a value has a shape: what comes from a page is looked at before it is believed. */
export type Shape = (value: unknown) => boolean;

export const isText: Shape = (value) => typeof value === 'string';
export const isFlag: Shape = (value) => typeof value === 'boolean';
/** Numbers of PUs, versions, indexes. */
export const isWhole: Shape = (value) => Number.isSafeInteger(value) && Number(value) >= 0;

export function isOneOf(...values: readonly (string | number | null)[]): Shape {
  return (value) => values.some((one) => one === value);
}

export function isListOf(item: Shape): Shape {
  return (value) => Array.isArray(value) && value.every(item);
}

/** An object with any keys. */
export function isMapOf(item: Shape): Shape {
  return (value) =>
    value !== null &&
    typeof value === 'object' &&
    !Array.isArray(value) &&
    Object.values(value).every((one) => item(one));
}

export function either(...shapes: readonly Shape[]): Shape {
  return (value) => shapes.some((shape) => shape(value));
}

/** An object with all of the needed keys, perhaps some of the others, and no more. */
export function isRecord(
  needed: Readonly<Record<string, Shape>>,
  others: Readonly<Record<string, Shape>> = {},
): Shape {
  const known = new Map(Object.entries({ ...needed, ...others }));
  return (value) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
    const entries = Object.entries(value);
    const names = new Set(entries.map(([name]) => name));
    return (
      Object.keys(needed).every((name) => names.has(name)) &&
      entries.every(([name, part]) => known.get(name)?.(part) === true)
    );
  };
}

/** A record that is told from others by the value of one of its keys. */
export function isVariant(key: string, variants: Readonly<Record<string, Shape>>): Shape {
  const known = new Map(Object.entries(variants));
  return (value) => {
    if (value === null || typeof value !== 'object') return false;
    const { [key]: name, ...rest } = value as Readonly<Record<string, unknown>>;
    return typeof name === 'string' && known.get(name)?.(rest) === true;
  };
}
