import { expect, test } from 'vitest';
import { narrowed } from '../../../../src/core/predict/fit/narrowed';

const range = [1, 16] as const;
const flat = (): number => 3;

test('claims that do not care leave the whole range', () => {
  expect(narrowed(range, 0.25, flat)).toEqual([1, 16]);
});

test('claims that care leave a quarter of the range on each side, and no more than there is', () => {
  const bowl = (share: number): number => 10 * Math.abs(share - 0.5);
  expect(narrowed(range, 0.5, bowl)).toEqual([expect.closeTo(2, 9), expect.closeTo(8, 9)]);
  const rising = (share: number): number => 10 * share;
  expect(narrowed(range, 0, rising)).toEqual([1, expect.closeTo(2, 9)]);
});

test('claims may care on one side alone', () => {
  const rising = (share: number): number => 10 * share;
  expect(narrowed(range, 0.5, rising)).toEqual([1, expect.closeTo(8, 9)]);
});

test('a gain below that of one standard deviation tells nothing', () => {
  const bowl = (by: number) => (share: number) => by * Math.abs(share - 0.5) * 2;
  expect(narrowed(range, 0.5, bowl(0.49))).toEqual([1, 16]);
  expect(narrowed(range, 0.5, bowl(0.51))).not.toEqual([1, 16]);
});
