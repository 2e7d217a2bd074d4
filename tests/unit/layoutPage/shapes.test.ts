import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moved, resized } from '../../../webview/layout/shapes';
import { fourNodes, sceneIndex } from './scenes';

const index = sceneIndex(fourNodes, [
  { name: 'a', pus: '0-3' },
  { name: 'b', pus: '9,8' },
]);

describe('a VM that is moved', () => {
  it('keeps its shape and its order, and says what it takes', () => {
    expect(moved(index, [8, 9], 9, 14)).toEqual({ pus: [13, 14], taken: [] });
    expect(moved(index, [9, 8], 9, 2)).toEqual({ pus: [2, 1], taken: [2, 1] });
    expect(moved(index, [0, 1, 2, 3], 0, 1)).toEqual({ pus: [1, 2, 3, 4], taken: [] });
  });

  it('does not go over the edge', () => {
    expect(moved(index, [0, 1, 2, 3], 0, 13)).toBeNull();
    expect(moved(index, [0, 1, 2, 3], 1, 0)).toBeNull();
  });

  it('comes back the way it went', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 0, max: 15 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(ids, fc.integer({ min: 0, max: 15 }), (pus, to) => {
        const [held = 0] = pus;
        const there = moved(index, pus, held, to);
        if (there !== null) expect(moved(index, there.pus, to, held)?.pus).toEqual(pus);
      }),
      { seed: 3, numRuns: 300 },
    );
  });
});

describe('a VM that is resized', () => {
  it('ends where its last PU was pulled to', () => {
    expect(resized(index, [0, 1, 2, 3], 1)).toEqual({ pus: [0, 1], taken: [] });
    expect(resized(index, [0, 1, 2, 3], 6)?.pus).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('takes free PUs alone, whichever way', () => {
    expect(resized(index, [0, 1, 2, 3], 10)?.pus).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 10]);
    expect(resized(index, [9, 8], 6)?.pus).toEqual([9, 8, 7, 6]);
    expect(resized(index, [0, 1, 2, 3], 9)).toBeNull();
    expect(resized(index, [0, 1, 2, 3], 3)).toBeNull();
  });
});
