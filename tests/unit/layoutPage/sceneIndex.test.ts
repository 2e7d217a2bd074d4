import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandOf, holds, middleOf, touch } from '../../../webview/layout/geometry';
import { inOrder, usableOf } from '../../../webview/layout/sceneIndex';
import { fourNodes, sceneIndex } from './scenes';

const index = sceneIndex(fourNodes, [{ name: 'a', pus: '0-3' }], { reserved: { pus: '5' } });
const { scene } = index;
const point = fc.record({
  x: fc.double({ min: -20, max: scene.width + 20, noNaN: true }),
  y: fc.double({ min: -20, max: scene.height + 20, noNaN: true }),
});

describe('what lies at a point of a scene', () => {
  it('is what a search through all of it finds', () => {
    fc.assert(
      fc.property(point, (at) => {
        expect(index.puAt(at)).toBe(scene.pus.find(({ rect }) => holds(rect, at)) ?? null);
        const boxes = scene.boxes.filter(({ rect }) => holds(rect, at));
        expect(index.boxAt(at)).toBe(boxes.at(-1) ?? null);
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  it('in a band is every usable PU that it touches, in the order of the drawing', () => {
    fc.assert(
      fc.property(point, point, (a, b) => {
        const band = bandOf(a, b);
        const touched = scene.pus.filter(({ rect, state }) => state === 'usable' && touch(rect, band));
        expect(index.pusIn(band)).toEqual(touched.map(({ id }) => id));
      }),
      { seed: 8, numRuns: 300 },
    );
  });

  it('is a PU at its middle, and the package or node beside its PUs', () => {
    for (const pu of scene.pus) expect(index.puAt(middleOf(pu.rect))).toBe(pu);
    const box = scene.boxes[0];
    if (box === undefined) throw new Error('There are no boxes.');
    expect(index.boxAt({ x: box.rect.x + 2, y: box.rect.y + 2 })).toBe(box);
  });
});

describe('lists of PUs', () => {
  it('come in the order of the drawing, once each, usable ones alone where asked for', () => {
    expect(inOrder(index, [3, 1, 3, 0])).toEqual([0, 1, 3]);
    const states = scene.pus.filter(({ state }) => state !== 'usable').map(({ id }) => id);
    expect(usableOf(index, [...states, 6, 2, 999])).toEqual([2, 6]);
  });
});
