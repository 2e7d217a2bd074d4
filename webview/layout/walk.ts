import type { Rect, Scene, SceneBox, ScenePu } from '../../src/core/picture/scene';
import { middleOf, type Point } from './geometry';

export type Direction = 'left' | 'right' | 'up' | 'down';

/** The nearest PU in a direction, as the eye sees it; the same one where there is none. */
export function stepFrom(scene: Scene, from: ScenePu, direction: Direction): ScenePu {
  return nearest(scene.pus, from.rect, direction) ?? from;
}

/** The first PU of the next NUMA node in a direction, or of the next package where no nodes are drawn. */
export function leapFrom(scene: Scene, from: ScenePu, direction: Direction): ScenePu {
  const groups = groupsOf(scene);
  const own = groups.find(({ pus }) => pus.includes(from.id));
  if (own === undefined) return from;
  const next = nearest(groups, own.rect, direction);
  const first = next?.pus[0];
  return scene.pus.find(({ id }) => id === first) ?? from;
}

function groupsOf({ boxes }: Scene): readonly SceneBox[] {
  const nodes = boxes.filter(({ kind, pus }) => kind === 'node' && pus.length > 0);
  return nodes.length > 0 ? nodes : boxes.filter(({ kind }) => kind === 'package');
}

/** What lies straight ahead comes before what lies nearer but aside. */
function nearest<T extends { readonly rect: Rect }>(
  items: readonly T[],
  from: Rect,
  direction: Direction,
): T | null {
  let best: T | null = null;
  let least = Infinity;
  for (const item of items) {
    const cost = costOf(from, item.rect, direction);
    if (cost < least) [best, least] = [item, cost];
  }
  return best;
}

function costOf(from: Rect, to: Rect, direction: Direction): number {
  const isAcross = direction === 'left' || direction === 'right';
  const [a, b] = isAcross ? [from, to] : [turned(from), turned(to)];
  const forward = direction === 'left' || direction === 'up' ? -1 : 1;
  const [start, end]: readonly [Point, Point] = [middleOf(a), middleOf(b)];
  const ahead = (end.x - start.x) * forward;
  if (ahead < Math.min(a.width, b.width) / 2) return Infinity;
  const gap = Math.max(0, b.y - (a.y + a.height), a.y - (b.y + b.height));
  const aside = Math.abs(end.y - start.y);
  // Whatever shares the row is before whatever does not, however far it is.
  const shares = gap === 0 && aside < Math.max(a.height, b.height) / 2;
  return ahead + 0.01 * aside + (shares ? 0 : 1e5 + 4 * aside);
}

function turned({ x, y, width, height }: Rect): Rect {
  return { x: y, y: x, width: height, height: width };
}
