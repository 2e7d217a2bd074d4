import type { JsonPath, ValueChange } from '../text/document';
import { isObject, valueAt } from './values';

/** A change inside a setting that a VM inherits, `vms/1/nics/0/queues`, and where that setting is written. */
export interface InheritedChange {
  readonly change: ValueChange;
  /** Path of the whole setting at the VM: `vms/1/nics`. */
  readonly setting: JsonPath;
  readonly inheritedFrom: JsonPath;
}

/**
 * Changes inside one inherited setting as one change that gives the VM the whole setting, since a VM's own setting
 * replaces the inherited one and is not mixed with it.
 */
export function ownSetting(root: unknown, changes: readonly InheritedChange[]): readonly ValueChange[] {
  const [first] = changes;
  if (first === undefined) return [];
  const { setting, inheritedFrom } = first;
  const value = changes.reduce<unknown>(
    (before, { change }) => changed(before, change.path.slice(setting.length), change),
    valueAt(root, inheritedFrom),
  );
  return value === undefined ? [] : [{ path: setting, value }];
}

/** Plain data with the value at a path set or removed; what has no such place stays as it is. */
function changed(data: unknown, path: JsonPath, change: ValueChange): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return 'remove' in change ? undefined : change.value;
  if (Array.isArray(data)) {
    const items: readonly unknown[] = data;
    return items.flatMap((item, index) => {
      const after = index === key ? changed(item, rest, change) : item;
      return after === undefined ? [] : [after];
    });
  }
  if (!isObject(data)) return data;
  const after = { ...data, [key]: changed(data[key], rest, change) };
  return Object.fromEntries(Object.entries(after).filter(([, value]) => value !== undefined));
}
