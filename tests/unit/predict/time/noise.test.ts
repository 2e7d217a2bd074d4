import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noiseSeconds } from '../../../../src/core/predict/time/noise';

const noise = { sources: 16, periodSeconds: 0.1, eventSeconds: 1e-4 };

test('one source takes its share of the time, however often ranks wait', () => {
  const one = { ...noise, sources: 1 };
  for (const waits of [0, 1, 1e3, 1e6]) expect(noiseSeconds(one, 10, waits)).toBeCloseTo(10 * 1e-3, 9);
});

test('where ranks wait for each other more often than events come, the events of all sources add up', () => {
  expect(noiseSeconds(noise, 10, 1e6)).toBeCloseTo(16 * 10 * 1e-3, 9);
});

test('where they hardly wait, sources hit all alike', () => {
  expect(noiseSeconds(noise, 1e5, 1)).toBeLessThan(1.01 * 1e5 * 1e-3);
  expect(noiseSeconds(noise, 1e5, 1)).toBeGreaterThan(1e5 * 1e-3);
});

test('no source, no event and no time make no noise', () => {
  expect(noiseSeconds({ ...noise, sources: 0 }, 10, 1)).toBe(0);
  expect(noiseSeconds({ ...noise, eventSeconds: 0 }, 10, 1)).toBe(0);
  expect(noiseSeconds(noise, 0, 1)).toBe(0);
});

test('noise grows with sources and with waits', () => {
  const count = fc.integer({ min: 1, max: 512 });
  fc.assert(
    fc.property(count, count, fc.integer({ min: 1, max: 1_000_000 }), (a, b, waits) => {
      const of = (sources: number, times: number): number => noiseSeconds({ ...noise, sources }, 10, times);
      expect(of(Math.max(a, b), waits)).toBeGreaterThanOrEqual(of(Math.min(a, b), waits));
      expect(of(a, waits * b)).toBeGreaterThanOrEqual(of(a, waits) * (1 - 1e-9));
    }),
  );
});

test('the largest of Poisson numbers is about what is taken for it', () => {
  // Of 16 with mean 1 the largest has mean 3.06, by summing 1 - F(k)^16 over k.
  const mean = largestOfPoisson(16, 1);
  expect(mean).toBeCloseTo(3.063, 3);
  const taken = noiseSeconds({ sources: 16, periodSeconds: 1, eventSeconds: 1 }, 1, 1);
  expect(taken / mean).toBeGreaterThan(0.8);
  expect(taken / mean).toBeLessThan(1.25);
});

function largestOfPoisson(sources: number, mean: number): number {
  let [term, below, sum] = [Math.exp(-mean), Math.exp(-mean), 0];
  for (let count = 1; count < 60; count += 1) {
    sum += 1 - below ** sources;
    term *= mean / count;
    below += term;
  }
  return sum;
}
