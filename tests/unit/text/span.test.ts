import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSpan } from '../../../src/core/text/span';

const SECONDS: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, min: 60, s: 1 };

describe('a span of time', () => {
  it.each([
    [0, '0 s'],
    [-5, '0 s'],
    [0.4, '0 s'],
    [59.6, '1 min'],
    [60, '1 min'],
    [61, '1 min 1 s'],
    [3_600, '1 h'],
    [3_605, '1 h'],
    [200_000, '2 d 7 h'],
  ])('%d s is "%s"', (seconds, text) => {
    expect(formatSpan(seconds)).toBe(text);
  });

  it('never has more than two units, and loses less than one of the smaller', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (seconds) => {
        const parts = [...formatSpan(seconds).matchAll(/(\d+) (d|h|min|s)/g)];
        expect(parts.length).toBeLessThanOrEqual(2);
        const shown = parts.reduce(
          (sum, [, count, unit]) => sum + Number(count) * (SECONDS[unit ?? ''] ?? 0),
          0,
        );
        expect(shown).toBeLessThanOrEqual(seconds);
        expect(seconds - shown).toBeLessThan(0.5 * seconds + 1);
      }),
    );
  });
});
