import type { PictureView } from '../../src/core/editing/view';
import type { Rect, SceneVm } from '../../src/core/picture/scene';
import type { Point } from './geometry';
import type { SceneIndex } from './sceneIndex';
import { selectedPus, selectedVms, type Selection } from './selection';

/** The VM whose PU lies at a point. */
export function vmAt(index: SceneIndex, point: Point): SceneVm | null {
  const owner = index.puAt(point)?.owners[0];
  return index.scene.vms.find((vm) => vm.index === owner) ?? null;
}

export function vmNamed(index: SceneIndex, name: string): SceneVm | null {
  return index.scene.vms.find((vm) => vm.name === name) ?? null;
}

export function rectsOfPus(index: SceneIndex, pus: readonly number[]): readonly Rect[] {
  return pus.map((id) => index.pu(id)?.rect).filter((rect) => rect !== undefined);
}

/** PUs that are selected, by themselves or with their VM. */
export function rectsOf(index: SceneIndex, selection: Selection): readonly Rect[] {
  const vms = selectedVms(selection).map((name) => vmNamed(index, name));
  return rectsOfPus(index, [...selectedPus(selection), ...vms.flatMap((vm) => vm?.pus ?? [])]);
}

/** The one selected VM of the shown host, if it is one. */
export function onlyVm(index: SceneIndex, selection: Selection): SceneVm | null {
  const [name, more] = selectedVms(selection);
  return name === undefined || more !== undefined ? null : vmNamed(index, name);
}

/** Where a VM is taken to be made larger or smaller: the lower right corner of its last PU. */
export function handleOf(index: SceneIndex, vm: SceneVm | null): Rect | null {
  const last = vm === null ? undefined : index.pu(vm.pus.at(-1) ?? -1);
  if (last === undefined) return null;
  const { x, y, width, height } = last.rect;
  const size = Math.min(10, width / 2, height / 2);
  return { x: x + width - size / 2, y: y + height - size / 2, width: size, height: size };
}

/** Names of the VMs on PUs, each once. */
export function ownersOf(
  index: SceneIndex,
  view: PictureView | null,
  pus: readonly number[],
): readonly string[] {
  const owners = new Set(pus.flatMap((id) => index.pu(id)?.owners ?? []));
  return [...owners].map((owner) => view?.vms[owner]?.name).filter((name) => name !== undefined);
}
