import wilcoxon from '@stdlib/stats-wilcoxon';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rankSums, signedRanksChance } from '../../../src/core/analysis/signedRanks';
import { midranks } from '../../../src/core/analysis/statistics';
import { groupBy } from '../../../src/core/text/groupBy';

it('ranks are summed by sign, equal sizes share theirs, and zeros have none', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -6, max: 9 }), { maxLength: 60 }), (values) => {
      const moved = values.filter((value) => value !== 0);
      const ranks = midranks(moved.map(Math.abs));
      const sum = (own: (value: number) => boolean): number =>
        ranks.filter((_, at) => own(moved[at] ?? 0)).reduce((all, rank) => all + rank, 0);
      const groups = groupBy(ranks, (rank) => rank);
      const ties = [...groups.values()].reduce((all, { length: t }) => all + t ** 3 - t, 0);
      expect(rankSums(values)).toEqual({
        ...{ slower: sum((value) => value > 0), faster: sum((value) => value < 0) },
        ...{ count: moved.length, ties },
      });
    }),
    { numRuns: 300, seed: 4 },
  );
});

it('of few and of many differences, ties and zeros among them, p is what a library says of them', () => {
  const differences = fc.array(fc.integer({ min: -40, max: 60 }), { minLength: 2, maxLength: 120 });
  const fine = fc.array(fc.double({ min: -1, max: 1.2, noNaN: true }), { minLength: 2, maxLength: 120 });
  fc.assert(
    fc.property(fc.oneof(differences, fine), (values) => {
      fc.pre(values.some((value) => value !== 0));
      const p = signedRanksChance(values, rankSums(values));
      // The library's exact p goes above 1 where both sums are about equal.
      expect(p).toBeCloseTo(Math.min(1, wilcoxon([...values]).pValue), 10);
    }),
    { numRuns: 200, seed: 9 },
  );
});
