import type { Vm } from '../layout/layout';
import type { LayoutDocument, Vm as VmDocument } from '../schema/generated/vmlayout.types';
import type { JsonPath } from '../text/document';

/** A setting of a VM, as the layout's schema calls it. */
export type VmKey = Exclude<keyof VmDocument, 'accept'>;

/** Where the parts of one VM stand in the document that it was read from. */
export interface Source {
  readonly document: LayoutDocument;
  readonly vm: Pick<Vm, 'path'>;
}

/** Where settings come from, in words: `vms[0].memory, defaults.policy; default: backing, prealloc`. */
export function originOf(source: Source, ...keys: readonly VmKey[]): string {
  const places = keys.map((key) => placeOf(source, key));
  const written = places.filter((place) => place !== null);
  const rest = keys.filter((_key, i) => places[i] === null);
  const parts = [written.join(', '), rest.length === 0 ? '' : `default: ${rest.join(', ')}`];
  return parts.filter((part) => part !== '').join('; ');
}

/** Where one item of a list setting stands: `vms[0].nics[1]`; the list's name where it is a default. */
export function itemOrigin(source: Source, key: VmKey, index: number): string {
  const place = placeOf(source, key);
  return place === null ? `default: ${key}` : `${place}[${index}]`;
}

/** null where the document does not say it. A VM of a rule has its name, PUs and host from there. */
function placeOf({ document, vm }: Source, key: VmKey): string | null {
  const [list, index] = vm.path;
  const own = list === 'vms' && typeof index === 'number' ? document.vms?.[index] : undefined;
  if (own?.[key] !== undefined) return `${pathText(vm.path)}.${key}`;
  const defaults: Readonly<Record<string, unknown>> = { ...document.defaults };
  if (defaults[key] !== undefined) return `defaults.${key}`;
  if (own !== undefined) return null;
  if (key === 'host') return document.hosts === undefined ? null : 'hosts';
  return key === 'name' || key === 'pus' ? pathText(vm.path) : null;
}

/** `vms[0].nics`: a path of a document as people write it. */
function pathText(path: JsonPath): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${part}`))
    .join('');
}
