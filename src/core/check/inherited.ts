import type { JsonPath, ValueChange } from '../text/document';
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
  const inherited = inheritedPath(path);
  if (inherited === null) return path;
  if (isRulePath(path)) return inherited;
  // A VM's own setting replaces the inherited one as a whole: a list of interfaces is not mixed.
  const at = ownerAt(path);
  const isOwn = valueAt(root, path.slice(0, at + 3)) !== undefined;
  const isInherited = valueAt(root, inherited.slice(0, at + 2)) !== undefined;
  return !isOwn && isInherited ? inherited : path;
}

/**
 * Changes of settings moved to `defaults` where they were inherited, if every VM that inherits the setting wants the
 * same value; otherwise each VM gets one of its own. Of several changes of one place the first counts.
 */
export function writtenChanges(root: unknown, changes: readonly ValueChange[]): readonly ValueChange[] {
  const moved = changes.map((change) => {
    const path = writtenAt(root, change.path);
    return path === change.path || !isShared(root, changes, change) ? change : { ...change, path };
  });
  const seen = new Set<string>();
  return moved.filter(({ path }) => !seen.has(keyOf(path)) && seen.add(keyOf(path)));
}

/** Does every VM that inherits this setting get the same change? */
function isShared(root: unknown, changes: readonly ValueChange[], change: ValueChange): boolean {
  if (isRulePath(change.path)) return true;
  const at = change.path.lastIndexOf('vms');
  const vms = valueAt(root, change.path.slice(0, at + 1));
  if (!Array.isArray(vms)) return false;
  return vms.every((_vm, index) => {
    const path = [...change.path.slice(0, at + 1), index, ...change.path.slice(at + 2)];
    if (valueAt(root, path.slice(0, at + 3)) !== undefined) return true;
    return changes.some((other) => keyOf(other.path) === keyOf(path) && sameValue(other, change));
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

function sameValue(a: ValueChange, b: ValueChange): boolean {
  return JSON.stringify({ ...a, path: [] }) === JSON.stringify({ ...b, path: [] });
}

/** `[..., 'vms', 0, 'memory']` and `[..., 'partition', 'memory']` -> `[..., 'defaults', 'memory']`; null for others. */
function inheritedPath(path: JsonPath): JsonPath | null {
  const at = ownerAt(path);
  if (at === -1) return null;
  const rest = path.slice(isRulePath(path) ? at + 1 : at + 2);
  return settings.has(rest[0]) ? [...path.slice(0, at), 'defaults', ...rest] : null;
}

function isRulePath(path: JsonPath): boolean {
  return path[ownerAt(path)] === 'partition';
}

function ownerAt(path: JsonPath): number {
  return path.findIndex(
    (key, index) => key === 'partition' || (key === 'vms' && typeof path[index + 1] === 'number'),
  );
}
