import type { Rect, Scene, SceneBox, ScenePu } from '../../src/core/picture/scene';
import { holds, touch, type Point } from './geometry';

/** What lies where in a scene, found by arithmetic: a pointer that moves asks no element of the drawing. */
export interface SceneIndex {
  readonly scene: Scene;
  readonly puAt: (point: Point) => ScenePu | null;
  /** The innermost box. */
  readonly boxAt: (point: Point) => SceneBox | null;
  /** Numbers of usable PUs that the band touches, in the order in which they are drawn. */
  readonly pusIn: (band: Rect) => readonly number[];
  readonly pu: (id: number) => ScenePu | undefined;
  /** Position in the order in which PUs are drawn; -1 for a number that is not there. */
  readonly orderOf: (id: number) => number;
}

/** Pixels. A few PUs fit into a cell of the grid. */
const CELL = 64;

export function indexOf(scene: Scene): SceneIndex {
  const puGrid = gridOf(scene.pus);
  const boxGrid = gridOf(scene.boxes);
  const byId = new Map(scene.pus.map((pu, order) => [pu.id, { pu, order }]));
  return {
    scene,
    puAt: (point) => puGrid.at(point).find(({ rect }) => holds(rect, point)) ?? null,
    // Outer boxes come before those in them.
    boxAt: (point) => [...boxGrid.at(point)].reverse().find(({ rect }) => holds(rect, point)) ?? null,
    pusIn: (band) =>
      scene.pus.filter(({ rect, state }) => state === 'usable' && touch(rect, band)).map(({ id }) => id),
    pu: (id) => byId.get(id)?.pu,
    orderOf: (id) => byId.get(id)?.order ?? -1,
  };
}

/** Of these numbers those of which VMs can be made, in the order in which they are drawn. */
export function usableOf(index: SceneIndex, pus: readonly number[]): readonly number[] {
  return inOrder(
    index,
    pus.filter((id) => index.pu(id)?.state === 'usable'),
  );
}

/** Without repetitions, in the order in which they are drawn. */
export function inOrder(index: SceneIndex, pus: readonly number[]): readonly number[] {
  return [...new Set(pus)].sort((a, b) => index.orderOf(a) - index.orderOf(b));
}

interface Grid<T> {
  /** What may lie at the point, in the given order. */
  readonly at: (point: Point) => readonly T[];
}

function gridOf<T extends { readonly rect: Rect }>(items: readonly T[]): Grid<T> {
  const cells = new Map<string, T[]>();
  const keyOf = (column: number, row: number): string => `${String(column)} ${String(row)}`;
  for (const item of items) {
    for (const column of cellsOf(item.rect.x, item.rect.width))
      for (const row of cellsOf(item.rect.y, item.rect.height)) {
        const key = keyOf(column, row);
        const cell = cells.get(key);
        if (cell === undefined) cells.set(key, [item]);
        else cell.push(item);
      }
  }
  return { at: ({ x, y }) => cells.get(keyOf(Math.floor(x / CELL), Math.floor(y / CELL))) ?? [] };
}

function cellsOf(from: number, length: number): readonly number[] {
  const first = Math.floor(from / CELL);
  const last = Math.floor((from + length) / CELL);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
