import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareAt, valueAt } from '../../../src/core/predict/ranges';

test('halfway is the geometric mean, or the arithmetic one from 0', () => {
  expect(valueAt([1, 16], 0.5)).toBeCloseTo(4, 12);
  expect(valueAt([0, 16], 0.5)).toBe(8);
});

test('share and value are inverse to each other', () => {
  const positive = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(
      fc.oneof(fc.constant(0), positive),
      positive,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (low, more, share) => {
        const range = [low, low * 2 + more] as const;
        expect(shareAt(range, valueAt(range, share))).toBeCloseTo(share, 9);
      },
    ),
  );
});
