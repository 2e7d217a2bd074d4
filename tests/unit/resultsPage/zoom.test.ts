import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moved, zoomed, type Span } from '../../../webview/results/zoom';

const whole: Span = [0, 100];

describe('the part of the axis that is shown', () => {
  it('gets closer about a value that stays in its place', () => {
    expect(zoomed(null, whole, 2, 20)).toEqual([10, 60]);
    expect(zoomed([10, 60], whole, 2, null)).toEqual([22.5, 47.5]);
  });

  it('is all of it again when one goes far enough', () => {
    expect(zoomed([10, 60], whole, 0.5, null)).toBe(null);
  });

  it('goes sideways as far as there is something', () => {
    expect(moved([10, 60], whole, 0.5)).toEqual([35, 85]);
    expect(moved([10, 60], whole, 2)).toEqual([50, 100]);
    expect(moved(null, whole, 0.5)).toBe(null);
  });

  it('never leaves the axis, and never gets to nothing', () => {
    const step = fc.record({
      factor: fc.double({ min: 0.2, max: 5, noNaN: true }),
      about: fc.double({ min: 0, max: 100, noNaN: true }),
      share: fc.double({ min: -2, max: 2, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let span: Span | null = null;
        for (const { factor, about, share } of steps) {
          span = moved(zoomed(span, whole, factor, about), whole, share);
          const [from, to] = span ?? whole;
          expect(from).toBeGreaterThanOrEqual(-1e-9);
          expect(to).toBeLessThanOrEqual(100 + 1e-9);
          expect(to - from).toBeGreaterThan(0.49);
        }
      }),
      { seed: 6, numRuns: 300 },
    );
  });
});
