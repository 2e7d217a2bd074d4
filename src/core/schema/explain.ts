import type { ErrorObject } from 'ajv';
import type { JsonPath } from '../text/document';
import { excludedPair, missingKeys } from './conditions';
import { constraintMessage } from './constraints';
import { told } from './told';
import { nearest, quotedList } from './wording';

/** A schema violation in plain words, at the value or key of a path, or at the opening brace of the object there. */
export interface SchemaProblem {
  readonly path: JsonPath;
  readonly part: 'value' | 'key' | 'brace';
  readonly message: string;
}

/** Keywords that only say that something inside them failed. */
const WRAPPERS = new Set(['if', 'anyOf', 'oneOf', 'allOf', 'propertyNames']);

/**
 * Plain messages for what ajv (with `allErrors` and `verbose`) found in a value: what repeats is said once, conditions of the
 * schema are told by what the user can change.
 */
export function explainErrors(errors: readonly ErrorObject[], value: unknown): SchemaProblem[] {
  const own = errors.filter((error) => !WRAPPERS.has(error.keyword));
  const missing = own.filter((error) => error.keyword === 'required' && !withinNot(error));
  const lacking = new Set(missing.map((error) => error.instancePath));
  const others = own.filter(
    (error) =>
      error.keyword !== 'required' && !(error.keyword === 'minProperties' && lacking.has(error.instancePath)),
  );
  // A key that nobody knows is first of all unknown, whatever else does not allow it.
  others.sort((a, b) => Number(isUnknownKey(b)) - Number(isUnknownKey(a)));
  const explained = [...others.flatMap((error) => explain(error, value)), ...explainMissing(missing, value)];
  return onePerPlace(explained);
}

/** `required` under `not` means that a key must be absent; the `not` error itself tells that. */
function withinNot(error: ErrorObject): boolean {
  return /\/not\//.test(error.schemaPath);
}

function isUnknownKey(error: ErrorObject): boolean {
  return error.keyword === 'additionalProperties';
}

function explain(error: ErrorObject, root: unknown): SchemaProblem[] {
  const path = pathOf(error.instancePath, root);
  const data: unknown = error.data;
  const params = error.params as Readonly<Record<string, unknown>>;
  if (error.keyword === 'not') {
    const pair = excludedPair(data);
    return pair === null ? [] : [{ path: [...path, pair.key], part: 'key', message: pair.message }];
  }
  if (isUnknownKey(error)) {
    const key = String(params['additionalProperty']);
    return [{ path: [...path, key], part: 'key', message: unknownKey(key, error) }];
  }
  if (error.propertyName !== undefined)
    return explainKey(error.propertyName, path, valueAt(root, path), error);
  const message = constraintMessage(error);
  return message === null ? [] : [{ path, part: 'value', message }];
}

/** A key that is refused for its name: by a suite that does not know it, or by a pattern. */
function explainKey(key: string, path: JsonPath, holder: unknown, error: ErrorObject): SchemaProblem[] {
  const suite = (holder as { suite?: unknown } | undefined)?.suite;
  const message =
    typeof suite === 'string' && error.keyword === 'enum'
      ? `\`${key}\` does not belong to a workload of suite \`${suite}\`. Remove it.`
      : `\`${key}\` is not possible as a key here. ${constraintMessage({ ...error, data: key }) ?? ''}`.trim();
  return [{ path: [...path, key], part: 'key', message }];
}

interface ObjectSchema {
  readonly properties?: object;
  readonly description?: string;
}

function unknownKey(key: string, error: ErrorObject): string {
  return unknownKeyOf((error.parentSchema ?? {}) as ObjectSchema, key);
}

const unknownKeyOf = told((schema: ObjectSchema, key) => {
  const known = Object.keys(schema.properties ?? {}).filter((name) => name !== '$schema');
  const close = nearest(key, known);
  if (close !== null) return `The key \`${key}\` is not known here. Did you mean \`${close}\`?`;
  if (known.length > 0)
    return `The key \`${key}\` is not known here. Possible keys are ${quotedList(known, 'and')}.`;
  return `\`${key}\` is not possible as a key here.${schema.description === undefined ? '' : ` ${schema.description}`}`;
});

/** Missing keys of the same object in one message. */
function explainMissing(errors: readonly ErrorObject[], root: unknown): SchemaProblem[] {
  const byPlace = new Map<string, ErrorObject[]>();
  for (const error of errors)
    byPlace.set(error.instancePath, [...(byPlace.get(error.instancePath) ?? []), error]);
  return [...byPlace.values()].flatMap((group): SchemaProblem[] => {
    const first = group[0];
    if (first === undefined) return [];
    const keys = [
      ...new Set(group.map((error) => (error.params as { missingProperty: string }).missingProperty)),
    ];
    const path = pathOf(first.instancePath, root);
    return [{ path, part: 'brace', message: missingKeys(keys, first.data, group) }];
  });
}

/** The first message of each place. ajv looks into conditions first, so of two lists of allowed values that is the narrower. */
function onePerPlace(problems: readonly SchemaProblem[]): SchemaProblem[] {
  const kept = new Map<string, SchemaProblem>();
  for (const problem of problems) {
    const place = JSON.stringify([problem.path, problem.part]);
    if (!kept.has(place)) kept.set(place, problem);
  }
  return [...kept.values()];
}

/** Path of an instancePath (a JSON pointer); segments are numbers where the value has an array. */
function pathOf(pointer: string, root: unknown): JsonPath {
  const path: (string | number)[] = [];
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(valueAt(root, path)) ? Number(name) : name);
  }
  return path;
}

function valueAt(root: unknown, path: JsonPath): unknown {
  return path.reduce<unknown>(
    (value, segment) =>
      typeof value === 'object' && value !== null
        ? (value as Record<string | number, unknown>)[segment]
        : undefined,
    root,
  );
}
