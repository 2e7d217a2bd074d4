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

describe('arrows', () => {
  it('go along a row, on into the next box, and stop at the edge', () => {
    expect([1, 2, 3].map((id) => stepFrom(scene, pu(id - 1), 'right').id)).toEqual([1, 2, 3]);
    expect(stepFrom(scene, pu(0), 'left').id).toBe(0);
    expect(stepFrom(scene, pu(0), 'up').id).toBe(0);
  });

  it('go to what is drawn there', () => {
    for (const from of scene.pus)
      for (const direction of directions) {
        const { rect } = stepFrom(scene, from, direction);
        const by = { x: rect.x - from.rect.x, y: rect.y - from.rect.y };
        const along = { left: -by.x, right: by.x, up: -by.y, down: by.y }[direction];
        expect(along, `${direction} of ${from.id}`).toBeGreaterThanOrEqual(0);
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
