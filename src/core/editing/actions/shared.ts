import { named } from '../../check/words';
import type { Network, Region, Nic } from '../../schema/generated/vmlayout.types';
import type { JsonPath, TextChange } from '../../text/document';
import type { ActionOf } from '../action';
import { differences } from '../differences';
import { changed, refusal, type Draft, type Refusal } from '../draft';
import type { Ground } from '../ground';
import { withoutMember } from './set';

export function setRegion(ground: Ground, { name, region }: ActionOf<'setRegion'>): Draft {
  const regions = ground.document.regions ?? {};
  if (region !== null) return changed(changesOf(['regions', name], regions[name], region));
  if (!Object.hasOwn(regions, name)) return refusal(missing('region', name, Object.keys(regions)));
  const users = ownersIn(ground).flatMap((owner) => unmapped(ground, owner, name));
  return changed([...users, withoutMember(regions, ['regions', name])]);
}

export function setNetwork(ground: Ground, { name, network }: ActionOf<'setNetwork'>): Draft {
  const networks = ground.document.networks ?? {};
  if (network !== null) return changed(changesOf(['networks', name], networks[name], network));
  if (!Object.hasOwn(networks, name)) return refusal(missing('network', name, Object.keys(networks)));
  const unplugged = withoutNics(ground, name);
  return 'kind' in unplugged
    ? unplugged
    : changed([...unplugged, withoutMember(networks, ['networks', name])]);
}

/** An empty list is written only where it keeps the defaults' regions away. */
function unmapped({ document }: Ground, { path, regions }: Owner, name: string): readonly TextChange[] {
  if (regions?.includes(name) !== true) return [];
  const isOther = (other: string): boolean => other !== name;
  const left = regions.filter(isOther);
  const inherits = path[0] === 'vms' && document.defaults?.regions?.some(isOther) === true;
  return differences([...path, 'regions'], regions, left.length > 0 || inherits ? left : undefined);
}

function changesOf<T extends Network | Region>(
  path: JsonPath,
  from: T | undefined,
  to: T,
): readonly TextChange[] {
  return differences(path, from, to);
}

/** Interfaces on a network go with it; a VM that has no others must not be left with one that it never had. */
function withoutNics(ground: Ground, name: string): readonly TextChange[] | Refusal {
  const isOn = (nic: Nic): boolean => nic.network === name;
  const users = ownersIn(ground).filter(({ nics = [] }) => nics.some(isOn));
  const cut = users.filter(({ nics = [] }) => nics.every(isOn));
  if (cut.length > 0)
    return refusal(
      `The network "${name}" is the only one of ${cut.map(({ title }) => title).join(', ')}. Give other interfaces first.`,
    );
  return users.flatMap(({ path, nics = [] }) => removed([...path, 'nics'], nics, isOn));
}

function removed<T>(path: JsonPath, items: readonly T[], goes: (item: T) => boolean): readonly TextChange[] {
  const indexes = [...items.keys()].filter((index) => items.slice(index, index + 1).some(goes));
  return indexes.reverse().map((index) => ({ path: [...path, index], remove: true }));
}

interface Owner {
  readonly title: string;
  readonly path: JsonPath;
  readonly regions?: readonly string[];
  readonly nics?: readonly Nic[];
}

/** Whatever can name regions and networks: the defaults and the VMs. */
function ownersIn({ document: { defaults, vms = [] } }: Ground): readonly Owner[] {
  return [
    ...(defaults === undefined ? [] : [{ ...defaults, title: 'the defaults', path: ['defaults'] }]),
    ...vms.map((vm, index) => ({ ...vm, title: `"${vm.name}"`, path: ['vms', index] })),
  ];
}

function missing(what: string, name: string, names: readonly string[]): string {
  return names.length === 0
    ? `The layout has no ${what} "${name}": it declares none.`
    : `The layout has no ${what} "${name}". There ${names.length === 1 ? 'is' : 'are'} ${named(names)}.`;
}
