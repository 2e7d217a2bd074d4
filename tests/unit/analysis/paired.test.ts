import fc from 'fast-check';
import { expect, it } from 'vitest';
import { paired } from '../../../src/core/analysis/compare';
import { blockTimes, type SessionTime } from '../../../src/core/analysis/sessionTimes';

/** Sessions of these blocks, each with a time of its own. */
function sessions(blocks: readonly number[], factor: number): readonly SessionTime[] {
  return blocks.map((block, at) => ({
    ...{ session: `s${at}`, block, seconds: factor * (10 + ((at * 7) % 5)), runs: 1, began: at },
    outlier: false,
  }));
}

/** In order as plans make them, or in any order and several in a block as attempts do that were resumed. */
const blocks = fc.oneof(
  fc.uniqueArray(fc.nat({ max: 30 }), { maxLength: 20 }).map((own) => [...own].sort((a, b) => a - b)),
  fc.array(fc.nat({ max: 12 }), { maxLength: 20 }),
);

it('times are paired within the blocks that both have, whatever their order', () => {
  fc.assert(
    fc.property(blocks, blocks, (one, other) => {
      const [own, base] = [sessions(one, 1), sessions(other, 1.5)];
      const both = [...new Set(one)].filter((block) => other.includes(block)).sort((a, b) => a - b);
      const secondsIn = (times: readonly SessionTime[], block: number): number =>
        blockTimes(times).get(block) ?? NaN;
      expect(paired(own, base)).toEqual({
        blocks: both,
        logRatios: both.map((block) => Math.log(secondsIn(own, block) / secondsIn(base, block))),
      });
    }),
    { numRuns: 400, seed: 12 },
  );
});
