import type { PictureView } from '../../src/core/editing/view';
import { inOrder, usableOf, type SceneIndex } from './sceneIndex';

/** Either PUs, from which a VM can be made, or VMs by name. */
export type Selection =
  | { readonly kind: 'none' }
  /** In the order in which they are drawn. */
  | { readonly kind: 'pus'; readonly pus: readonly number[] }
  | { readonly kind: 'vms'; readonly names: readonly string[] };

export const nothing: Selection = { kind: 'none' };

export function selectedPus(selection: Selection): readonly number[] {
  return selection.kind === 'pus' ? selection.pus : [];
}

export function selectedVms(selection: Selection): readonly string[] {
  return selection.kind === 'vms' ? selection.names : [];
}

export function ofPus(index: SceneIndex, pus: readonly number[]): Selection {
  const usable = usableOf(index, pus);
  return usable.length === 0 ? nothing : { kind: 'pus', pus: usable };
}

export function ofVms(names: readonly string[]): Selection {
  return names.length === 0 ? nothing : { kind: 'vms', names };
}

export function extendedBy(index: SceneIndex, selection: Selection, pus: readonly number[]): Selection {
  return ofPus(index, [...selectedPus(selection), ...pus]);
}

/** Adds PUs, or takes them away when all of them are selected already. */
export function withToggled(index: SceneIndex, selection: Selection, pus: readonly number[]): Selection {
  const had = new Set(selectedPus(selection));
  const usable = usableOf(index, pus);
  if (!usable.every((id) => had.has(id))) return extendedBy(index, selection, usable);
  return ofPus(
    index,
    inOrder(
      index,
      [...had].filter((id) => !usable.includes(id)),
    ),
  );
}

export function withVmToggled(selection: Selection, name: string): Selection {
  const names = selectedVms(selection);
  return ofVms(names.includes(name) ? names.filter((one) => one !== name) : [...names, name]);
}

/** What of a selection is still there. */
export function keptIn(view: PictureView, index: SceneIndex | null, selection: Selection): Selection {
  if (selection.kind === 'vms')
    return ofVms(selection.names.filter((name) => view.vms.some((vm) => vm.name === name)));
  return selection.kind === 'pus' && index !== null ? ofPus(index, selection.pus) : nothing;
}
