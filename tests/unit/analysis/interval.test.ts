import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type RatioInterval, ratioInterval, tPoint } from '../../../src/core/analysis/interval';
import { type Random, seededRandom } from '../../../src/core/experiment/random';

/** NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2: upper critical values of Student's t, 0.975. */
const PUBLISHED: readonly (readonly [number, number])[] = [
  ...([
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [5, 2.571],
    [6, 2.447],
    [7, 2.365],
    [8, 2.306],
    [9, 2.262],
  ] as const),
  ...([
    [10, 2.228],
    [11, 2.201],
    [12, 2.179],
    [13, 2.16],
    [14, 2.145],
    [15, 2.131],
    [20, 2.086],
    [25, 2.06],
    [29, 2.045],
  ] as const),
  ...([
    [30, 2.042],
    [40, 2.021],
    [50, 2.009],
    [60, 2.0],
    [70, 1.994],
    [80, 1.99],
    [90, 1.987],
    [100, 1.984],
  ] as const),
];

/** Share of Student's distribution between -t and t: the finite sums of Abramowitz and Stegun 26.7.3 and 26.7.4. */
function shareWithin(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let power = odd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= ((power - 1) / power) * cosine * cosine;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}

describe("points of Student's t", () => {
  it.each(PUBLISHED)('for %i degrees of freedom is the published %f', (degrees, point) => {
    expect(tPoint(degrees)).toBeCloseTo(point, 3);
  });

  it('leave a twentieth outside, to the accuracy that is promised', () => {
    for (const degrees of [...Array.from({ length: 120 }, (_, index) => index + 1), 500, 9_999]) {
      const share = shareWithin(tPoint(degrees), degrees);
      expect(Math.abs(share - 0.95), String(degrees)).toBeLessThan(degrees <= 30 ? 1e-13 : 3e-9);
    }
  });
});

describe('the interval of a ratio', () => {
  it('is that of the textbook, on the scale of logarithms', () => {
    // Mean 0.2, standard deviation 0.1, three values: 0.2 +- 4.302653 * 0.1 / sqrt(3).
    const found = ratioInterval([0.1, 0.2, 0.3]);
    expect(found?.ratio).toBeCloseTo(Math.exp(0.2), 12);
    expect(Math.log(found?.low ?? 0)).toBeCloseTo(0.2 - 0.2484138, 7);
    expect(Math.log(found?.high ?? 0)).toBeCloseTo(0.2 + 0.2484138, 7);
    expect(found?.width).toBeCloseTo((found?.high ?? 0) - (found?.low ?? 0), 12);
  });

  it('has no width without a spread, and is none of one block', () => {
    expect(ratioInterval([0.5, 0.5])?.width).toBe(0);
    expect(ratioInterval([0.5])).toBeNull();
  });
});

/** Normal with mean 0, by Box and Muller. */
function normal(random: Random, deviation: number): number {
  const share = (): number => (random(1_000_000) + 0.5) / 1_000_000;
  return deviation * Math.sqrt(-2 * Math.log(share())) * Math.cos(2 * Math.PI * share());
}

/** So many that the tenths of a percentage stand: their standard error is below 0.07. */
const TIMES = 200_000;

/** How often of 100 the interval at which it stops holds the true ratio, 1. */
function coverage(minimum: number): number {
  const random = seededRandom(7);
  let held = 0;
  for (let time = 0; time < TIMES; time += 1) {
    const all: number[] = [];
    let found: RatioInterval | null = null;
    while (all.length < minimum || ((found?.width ?? 1) >= 0.04 && all.length < 30)) {
      all.push(normal(random, 0.03));
      if (all.length >= minimum) found = ratioInterval(all);
    }
    if (found !== null && found.low <= 1 && found.high >= 1) held += 1;
  }
  return (100 * held) / TIMES;
}

describe('what looking again and again costs', () => {
  it.each([
    [3, 90.5],
    [5, 92.7],
    [10, 94.6],
  ])('from %i blocks on is what the documentation tells: %f', (minimum, told) => {
    expect(coverage(minimum).toFixed(1)).toBe(String(told));
    const text = readFileSync(join(import.meta.dirname, '../../../docs/results.md'), 'utf8');
    expect(text.replaceAll(/\s+/g, ' ')).toMatch(
      new RegExp(`${told}( times)? with (a minimum of )?${minimum}\\b`),
    );
  });
});
