import wilcoxon from '@stdlib/stats-wilcoxon';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rankSums, signedRanksChance } from '../../../src/core/analysis/signedRanks';

it('of many differences, ties and zeros among them, p is what the library says', () => {
  const differences = fc.array(fc.integer({ min: -40, max: 60 }), { minLength: 50, maxLength: 120 });
  const fine = fc.array(fc.double({ min: -1, max: 1.2, noNaN: true }), { minLength: 50, maxLength: 120 });
  fc.assert(
    fc.property(fc.oneof(differences, fine), (values) => {
      fc.pre(values.some((value) => value !== 0));
      const p = signedRanksChance(values, rankSums(values));
      expect(p).toBeCloseTo(wilcoxon([...values]).pValue, 10);
    }),
    { numRuns: 200, seed: 9 },
  );
});
