import { describe, expect, it } from 'vitest';
import type { ScenePu } from '../../../src/core/picture/scene';
import { leapFrom, stepFrom, type Direction } from '../../../webview/layout/walk';
import { fourNodes, sceneIndex } from './scenes';

const { scene } = sceneIndex(fourNodes, []);
const directions: readonly Direction[] = ['left', 'right', 'up', 'down'];

function pu(id: number): ScenePu {
  const found = scene.pus.find((one) => one.id === id);
  if (found === undefined) throw new Error(`There is no PU ${id}.`);
  return found;
}

/** How far a PU lies from another in a direction, from left edge to left edge or from top to top. */
function along({ rect: from }: ScenePu, { rect: to }: ScenePu, direction: Direction): number {
  const [x, y] = [to.x - from.x, to.y - from.y];
  return { left: -x, right: x, up: -y, down: y }[direction];
}

/** In the same row or column: all PUs are of one size, so that those overlap by more than half. */
function isLevel({ rect: from }: ScenePu, { rect: to }: ScenePu, direction: Direction): boolean {
  return direction === 'left' || direction === 'right'
    ? Math.abs(to.y - from.y) < from.height / 2
    : Math.abs(to.x - from.x) < from.width / 2;
}

describe('arrows', () => {
  it('go along a row, on into the next box, and stop at the edge', () => {
    expect([1, 2, 3].map((id) => stepFrom(scene, pu(id - 1), 'right').id)).toEqual([1, 2, 3]);
    expect(stepFrom(scene, pu(0), 'left').id).toBe(0);
    expect(stepFrom(scene, pu(0), 'up').id).toBe(0);
  });

  it.each([
    ['nodes of a row each', fourNodes],
    ['packages of two nodes', 'pack:2 node:2 core:3 pu:1'],
    ['cores of two PUs', '[numa] pack:2 core:5 pu:2'],
  ])('go to the nearest in the row or column, else somewhere further that way: %s', (_name, synthetic) => {
    const { scene: drawn } = sceneIndex(synthetic, []);
    for (const from of drawn.pus)
      for (const direction of directions) {
        const ahead = drawn.pus.filter((one) => along(from, one, direction) > 0);
        const row = ahead.filter((one) => isLevel(from, one, direction));
        const nearest = row.sort((a, b) => along(from, a, direction) - along(from, b, direction))[0];
        const to = stepFrom(drawn, from, direction);
        if (nearest !== undefined) expect(to.id, `${direction} of ${from.id}`).toBe(nearest.id);
        else if (ahead.length === 0) expect(to, `${direction} of ${from.id}`).toBe(from);
        else expect(ahead, `${direction} of ${from.id}`).toContain(to);
      }
  });

  it('reach every PU from any other', () => {
    const reached = new Set([pu(9)]);
    for (const from of reached)
      for (const direction of directions) reached.add(stepFrom(scene, from, direction));
    expect(reached.size).toBe(scene.pus.length);
  });

  it('leap from node to node with Ctrl', () => {
    const firsts = new Set([0]);
    for (const id of firsts)
      for (const direction of directions) firsts.add(leapFrom(scene, pu(id), direction).id);
    expect([...firsts].sort((a, b) => a - b)).toEqual([0, 4, 8, 12]);
  });
});
