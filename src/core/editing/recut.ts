import { named } from '../check/words';
import type { Vm as VmDocument } from '../schema/generated/vmlayout.types';
import type { TextChange } from '../text/document';
import { differences } from './differences';
import { refusal, type Refusal } from './draft';
import { listedVms, type Ground, type ListedVm } from './ground';
import { withPus } from './withPus';

/** PUs that VMs of the list shall have, by their position; a VM that shall have none goes. */
export type NewPus = ReadonlyMap<number, readonly number[]>;

/** What is left to the VMs of a host when PUs are taken from them; `except` has a right to its own. */
export function takenFrom(
  ground: Ground,
  host: string | null,
  pus: readonly number[],
  except: ListedVm | null = null,
): NewPus {
  const taken = new Set(pus);
  const others = listedVms(ground).filter(({ vm, index }) => vm.host === host && index !== except?.index);
  return new Map(
    others
      .filter(({ vm }) => vm.pus.some((pu) => taken.has(pu)))
      .map(({ vm, index }) => [index, vm.pus.filter((pu) => !taken.has(pu))]),
  );
}

/**
 * The changes that give VMs of the list other PUs, remove those without any, and put others behind all of them. A
 * layout must keep a VM.
 */
export function recut(
  ground: Ground,
  wanted: NewPus,
  added: readonly VmDocument[] = [],
): readonly TextChange[] | Refusal {
  const vms = listedVms(ground);
  const changes: TextChange[] = [];
  for (const listed of vms) {
    const pus = wanted.get(listed.index);
    if (pus === undefined || pus.length === 0) continue;
    const after = withPus(ground, listed, pus);
    if ('kind' in after) return after;
    changes.push(...differences(['vms', listed.index], listed.written, after));
  }
  const gone = vms.filter(({ index }) => wanted.get(index)?.length === 0);
  const without = removals(ground, gone, added.length);
  return 'kind' in without ? without : [...changes, ...appended(ground, added), ...without];
}

/** The changes that remove VMs of the list; refused where none would be left, for which a document has no words. */
export function removals(
  ground: Ground,
  gone: readonly ListedVm[],
  added: number,
): readonly TextChange[] | Refusal {
  if (gone.length > 0 && gone.length === listedVms(ground).length && added === 0)
    return refusal(
      `A layout needs at least one VM, and without ${named(gone.map(({ vm }) => vm.name))} it has none. Make another one first, or apply a rule.`,
    );
  // From the end, so that those before keep their positions.
  const indexes = gone.map(({ index }) => index).sort((a, b) => b - a);
  return indexes.map((index) => ({ path: ['vms', index], remove: true }));
}

/** A line for each, also where there is no list yet. */
function appended({ document: { vms } }: Ground, added: readonly VmDocument[]): readonly TextChange[] {
  if (added.length === 0) return [];
  const list: readonly TextChange[] = vms === undefined ? [{ path: ['vms'], value: [] }] : [];
  const count = vms?.length ?? 0;
  return [...list, ...added.map((vm, n) => ({ path: ['vms', count + n], value: vm }))];
}
