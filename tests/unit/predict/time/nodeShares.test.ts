import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeShares } from '../../../../src/core/predict/time/nodeShares';

test('processes go to their own memory, threads of one process to that of all as well', () => {
  const rows = [
    [6, 2],
    [0, 8],
  ];
  expect(nodeShares(rows, [0, 1], 2, 0)).toEqual([
    [0.75, 0.25],
    [0, 1],
  ]);
  const half = nodeShares(rows, [0, 1], 2, 0.5);
  expect(half[0]).toEqual([0.5625, 0.4375]);
  expect(half[1]).toEqual([0.1875, 0.8125]);
});

test('who has no memory goes home', () => {
  expect(nodeShares([[0, 0]], [1], 2, 0.5)).toEqual([[0, 1]]);
  expect(nodeShares([[]], [0], 2, 0)).toEqual([[1, 0]]);
});

test('shares sum to one', () => {
  const bytes = fc.integer({ min: 0, max: 2 ** 40 });
  fc.assert(
    fc.property(
      fc.array(fc.array(bytes, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (rows, sharing) => {
        const homes = rows.map((_row, at) => at % 4);
        for (const shares of nodeShares(rows, homes, 4, sharing))
          expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      },
    ),
  );
});
