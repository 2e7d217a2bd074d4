import type { JsonPath, ValueChange } from '../text/document';
import { ownSetting, type InheritedChange } from './ownSettings';
import { isObject, valueAt } from './values';

/** Keys that a layout's `defaults` may give to its VMs: `vmSettings` of the schema. */
const settings: ReadonlySet<unknown> = new Set([
  'memory',
  'policy',
  'backing',
  'pageSize',
  'cells',
  'emulatorPus',
  'ioThreadPus',
  'nics',
  'regions',
  'pinning',
  'threadsPerCore',
  'prealloc',
  'balloon',
  'freePageReporting',
]);

/**
 * Rules speak of a VM's settings (`vms/0/memory`) and do not know whether the VM has its own or inherits it. This is
 * where the setting is written: the same path, or `defaults/memory`. VMs of a `partition` rule have no place of their
 * own and always inherit.
 */
export function writtenAt(root: unknown, path: JsonPath): JsonPath {
  const at = ownerAt(path);
  const isRule = path[at] === 'partition';
  const setting = path[isRule ? at + 1 : at + 2];
  if (at === -1 || setting === undefined || !settings.has(setting)) return path;
  // A VM's own setting replaces the inherited one as a whole: a list of interfaces is not mixed.
  const isInherited =
    isRule ||
    (valueAt(root, path, at + 3) === undefined &&
      valueAt(valueAt(root, path, at), ['defaults', setting]) !== undefined);
  return isInherited ? [...path.slice(0, at), 'defaults', ...path.slice(isRule ? at + 1 : at + 2)] : path;
}

/**
 * Changes of settings moved to `defaults` where they were inherited, if every VM that inherits the setting wants the
 * same value; otherwise each VM gets one of its own. Of several changes of one place the first counts.
 */
export function writtenChanges(root: unknown, changes: readonly ValueChange[]): readonly ValueChange[] {
  const isShared = sharing(root, changes);
  const whole: ValueChange[] = [];
  const inside = new Map<string, InheritedChange[]>();
  for (const change of changes) {
    const path = writtenAt(root, change.path);
    const part = path === change.path || isShared(change, path) ? null : partOf(change, path);
    if (part === null) whole.push(path === change.path ? change : { ...change, path });
    else inside.set(keyOf(part.setting), [...(inside.get(keyOf(part.setting)) ?? []), part]);
  }
  const all = [...whole, ...[...inside.values()].flatMap((parts) => ownSetting(root, parts))];
  const seen = new Set<string>();
  return all.filter(({ path }) => !seen.has(keyOf(path)) && seen.add(keyOf(path)));
}

/** A change, of a setting that the VM inherits, that other VMs do not want. `path` is where it is written. */
function partOf(change: ValueChange, path: JsonPath): InheritedChange {
  const depth = ownerAt(change.path) + 3;
  return { change, setting: change.path.slice(0, depth), inheritedFrom: path.slice(0, depth - 1) };
}

/** Asks whether every VM that inherits a setting wants a change of it; once for each place and value. */
function sharing(
  root: unknown,
  changes: readonly ValueChange[],
): (change: ValueChange, path: JsonPath) => boolean {
  const wanted = new Set(changes.map(wishKey));
  const known = new Map<string, boolean>();
  return (change, path) => {
    const key = wishKey({ ...change, path });
    const answer = known.get(key) ?? isWantedByAll(root, wanted, change);
    known.set(key, answer);
    return answer;
  };
}

/** Does every VM that inherits this setting get the same change? */
function isWantedByAll(root: unknown, wanted: ReadonlySet<string>, change: ValueChange): boolean {
  if (isRulePath(change.path)) return true;
  const at = change.path.lastIndexOf('vms');
  const vms = valueAt(root, change.path.slice(0, at + 1));
  if (!Array.isArray(vms)) return false;
  return vms.every((_vm, index) => {
    const path = [...change.path.slice(0, at + 1), index, ...change.path.slice(at + 2)];
    return valueAt(root, path.slice(0, at + 3)) !== undefined || wanted.has(wishKey({ ...change, path }));
  });
}

/** A change can be made when its path leads through objects and arrays or through nothing yet. */
export function isApplicable(root: unknown, change: ValueChange): boolean {
  return change.path.every((key, depth) => {
    const parent = valueAt(root, change.path.slice(0, depth));
    if (typeof key === 'number') return Array.isArray(parent) && key <= parent.length;
    return parent === undefined ? depth > 0 : isObject(parent);
  });
}

export function keyOf(path: JsonPath): string {
  return JSON.stringify(path);
}

/** Tells apart changes of another place or to another value. */
function wishKey(change: ValueChange): string {
  return `${keyOf(change.path)} ${'remove' in change ? '-' : JSON.stringify(change.value)}`;
}

function isRulePath(path: JsonPath): boolean {
  return path[ownerAt(path)] === 'partition';
}

function ownerAt(path: JsonPath): number {
  for (let at = 0; at < path.length; at++)
    if (path[at] === 'partition' || (path[at] === 'vms' && typeof path[at + 1] === 'number')) return at;
  return -1;
}
