import { inOrder, type SceneIndex } from './sceneIndex';

/** PUs of a VM after it was moved or resized, in vCPU order, and those that others lose by it. */
export interface Shape {
  readonly pus: readonly number[];
  readonly taken: readonly number[];
}

/**
 * All PUs of a VM shifted as far as from one PU to another, in the order in which PUs are drawn, so that the VM keeps
 * its shape. null where it would lie on PUs that are not there or of which no VM can be made.
 */
export function moved(index: SceneIndex, pus: readonly number[], from: number, to: number): Shape | null {
  const by = index.orderOf(to) - index.orderOf(from);
  const { scene } = index;
  const shifted = pus.map((id) => {
    const order = index.orderOf(id);
    return order === -1 ? undefined : scene.pus[order + by];
  });
  const fits = shifted.filter((pu) => pu?.state === 'usable').map((pu) => pu?.id ?? -1);
  return fits.length === pus.length ? shapeOf(index, pus, fits) : null;
}

/**
 * A VM whose last PU was pulled to another: to one of its own it ends there, to one further on it gets the free PUs up
 * to there. null where nothing changes or the PU is no free one.
 */
export function resized(index: SceneIndex, pus: readonly number[], to: number): Shape | null {
  const own = pus.indexOf(to);
  const last = pus.at(-1);
  if (last === undefined || to === last) return null;
  if (own !== -1) return shapeOf(index, pus, pus.slice(0, own + 1));
  if (!isFree(index, to)) return null;
  const [from, end] = [index.orderOf(last), index.orderOf(to)];
  const between = index.scene.pus.slice(Math.min(from, end), Math.max(from, end) + 1).map(({ id }) => id);
  const more = inOrder(
    index,
    between.filter((id) => isFree(index, id)),
  );
  return shapeOf(index, pus, [...pus, ...(end < from ? [...more].reverse() : more)]);
}

function isFree(index: SceneIndex, id: number): boolean {
  const pu = index.pu(id);
  return pu?.state === 'usable' && pu.owners.length === 0;
}

function shapeOf(index: SceneIndex, before: readonly number[], pus: readonly number[]): Shape {
  const had = new Set(before);
  return {
    pus,
    taken: pus.filter((id) => !had.has(id) && (index.pu(id)?.owners.length ?? 0) > 0),
  };
}
