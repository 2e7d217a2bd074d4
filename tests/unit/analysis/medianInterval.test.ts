import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { medianInterval } from '../../../src/core/analysis/medianInterval';
import { median } from '../../../src/core/analysis/statistics';

const seconds = fc.array(fc.double({ min: 0.1, max: 1e4, noNaN: true }), { minLength: 2, maxLength: 260 });

describe('the interval of a median', () => {
  it('is none of one value', () => {
    expect(medianInterval([3])).toBeNull();
    expect(medianInterval([])).toBeNull();
  });

  it('holds the median, lies within the values, and does not ask for their order', () => {
    fc.assert(
      fc.property(seconds, (values) => {
        const [low, high] = medianInterval(values)!;
        const middle = median(values)!;
        expect(low).toBeLessThanOrEqual(middle);
        expect(high).toBeGreaterThanOrEqual(middle);
        expect(low).toBeGreaterThanOrEqual(Math.min(...values));
        expect(high).toBeLessThanOrEqual(Math.max(...values));
        expect(medianInterval([...values].reverse())).toEqual([low, high]);
      }),
      { seed: 1 },
    );
  });

  it('scales with the values', () => {
    fc.assert(
      fc.property(seconds, (values) => {
        const [low, high] = medianInterval(values)!;
        expect(medianInterval(values.map((value) => value * 4))).toEqual([low * 4, high * 4]);
      }),
      { seed: 2 },
    );
  });

  it.each([
    [199, 85, 113],
    [201, 86, 114],
  ])(
    'of %i values has its ends at the same places, counted or by the normal distribution',
    (n, low, high) => {
      const values = Array.from({ length: n }, (_, at) => at);
      expect(medianInterval(values)).toEqual([low, high]);
    },
  );
});
