import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tPoint } from '../../../src/core/analysis/interval';
import { arithmeticMean, standardDeviation } from '../../../src/core/analysis/statistics';
import { LEVEL, moreBlocks } from '../../../src/core/analysis/verdict';

/** The same number by trying one after the other. */
function oneByOne(logs: readonly number[], margin: number, family: number): number | 'none' {
  const [mean, spread] = [arithmeticMean(logs) ?? 0, standardDeviation(logs) ?? 0];
  for (let blocks = logs.length + 1; blocks <= 1000; blocks += 1) {
    const half = (tPoint(blocks - 1) * spread) / Math.sqrt(blocks);
    const canTell = 2 / 2 ** blocks < LEVEL / family;
    if (half <= Math.log(1 + margin) - Math.abs(mean) || (half < Math.abs(mean) && canTell))
      return blocks - logs.length;
  }
  return 'none';
}

it('the blocks that are missing are the first number that would do', () => {
  const seen = new Set<string>();
  const logs = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 60 });
  const shift = fc.double({ min: -0.2, max: 0.2, noNaN: true });
  fc.assert(
    fc.property(logs, shift, fc.integer({ min: 1, max: 900 }), (values, by, family) => {
      const logRatios = values.map((value) => value + by);
      const more = moreBlocks(logRatios, 0.05, family);
      expect(more).toBe(oneByOne(logRatios, 0.05, family));
      seen.add(more === 'none' ? 'none' : more === 1 ? 'one' : 'several');
    }),
    { numRuns: 500, seed: 9 },
  );
  expect([...seen].sort()).toEqual(['none', 'one', 'several']);
});
