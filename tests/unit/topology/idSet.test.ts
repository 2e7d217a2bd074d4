import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  firstOf,
  hasId,
  idsWithin,
  type IdSet,
  sameIds,
  setOfBitmap,
  setOfIds,
  setOfList,
  setOfMask,
  withoutIds,
} from '../../../src/core/topology/idSet';

const ALL = Array.from({ length: 300 }, (_, id) => id);
const idsOf = (set: IdSet): number[] => idsWithin(set, ALL);

describe('sets of PUs', () => {
  it('from kernel lists, overlapping and unordered ones too', () => {
    expect(setOfList('8,0-3,2-5')).toEqual([
      [0, 5],
      [8, 8],
    ]);
    expect(setOfList('')).toEqual([]);
    expect(setOfList('x,3-1,7')).toEqual([[7, 7]]);
  });

  it('from kernel masks', () => {
    expect(idsOf(setOfMask('00000001,80000003'))).toEqual([0, 1, 31, 32]);
    expect(idsOf(setOfMask('f0003'))).toEqual([0, 1, 16, 17, 18, 19]);
  });

  it('from bitmaps of hwloc: empty words are zero, an endless one begins with 0xf...f', () => {
    expect(idsOf(setOfBitmap('0x00000001,,0x00000002'))).toEqual([1, 64]);
    expect(hasId(setOfBitmap('0xf...f,0x00000001'), 0)).toBe(true);
    expect(hasId(setOfBitmap('0xf...f,0x00000001'), 1)).toBe(false);
    expect(hasId(setOfBitmap('0xf...f,0x00000001'), 4711)).toBe(true);
    expect(setOfBitmap('0x0')).toEqual([]);
  });

  it('behave as sets of numbers do', () => {
    const ids = fc.uniqueArray(fc.nat(299), { maxLength: 40 });
    fc.assert(
      fc.property(ids, ids, fc.nat(299), (left, right, id) => {
        const a = new Set(left);
        const b = new Set(right);
        const [setA, setB] = [setOfIds(left), setOfIds(right)];
        const sorted = [...a].sort((x, y) => x - y);
        expect(idsOf(setA)).toEqual(sorted);
        expect(hasId(setA, id)).toBe(a.has(id));
        expect(idsOf(withoutIds(setA, setB))).toEqual(sorted.filter((x) => !b.has(x)));
        expect(firstOf(setA, idsOf(setB))).toBe(sorted.find((x) => b.has(x)));
        expect(sameIds(setA, setB)).toBe(sorted.join() === idsOf(setB).join());
      }),
    );
  });
});
