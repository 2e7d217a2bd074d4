import fc from 'fast-check';
import { expect, it } from 'vitest';
import { outliersOf } from '../../../src/core/analysis/outliers';
import type { Sample } from '../../../src/core/analysis/sample';
import { sessionTimesOf } from '../../../src/core/analysis/sessionTimes';
import { median } from '../../../src/core/analysis/statistics';
import { groupBy } from '../../../src/core/text/groupBy';

const RUN = fc.record({
  session: fc.integer({ min: 0, max: 12 }),
  seconds: fc.integer({ min: 1, max: 9 }),
  isLeftOut: fc.boolean(),
});

/** A session is of one block; the order in which they come is anybody's, as after attempts that went on. */
function sampleOf({ session, seconds, isLeftOut }: typeof RUN extends fc.Arbitrary<infer T> ? T : never) {
  const run = { session: `s${session}`, block: session >> 1, began: null };
  return { run, seconds, excluded: isLeftOut ? ['failed'] : [] } as unknown as Sample;
}

it('a session gives the median of its runs that count, in whichever order they and their blocks come', () => {
  fc.assert(
    fc.property(fc.array(RUN, { maxLength: 40 }), fc.boolean(), (runs, isInOrder) => {
      const ordered = isInOrder ? [...runs].sort((a, b) => a.session - b.session) : runs;
      const counted = ordered.filter(({ isLeftOut }) => !isLeftOut);
      const expected = [...groupBy(counted, ({ session }) => session)].map(([session, own]) => ({
        ...{ session: `s${session}`, block: session >> 1, runs: own.length },
        seconds: median(own.map(({ seconds }) => seconds)),
      }));
      expect(sessionTimesOf(ordered.map(sampleOf))).toMatchObject(expected);
      expect(sessionTimesOf(ordered.map(sampleOf))).toHaveLength(expected.length);
    }),
    { numRuns: 300, seed: 12 },
  );
});

it('values are far by the median of what they are away from the median', () => {
  const values = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 5, maxLength: 30 });
  let far = 0;
  fc.assert(
    fc.property(values, (own) => {
      const centre = median(own) ?? 0;
      const deviation = median(own.map((value) => Math.abs(value - centre))) ?? 0;
      const expected = own.map(
        (value) => deviation > 0 && (0.6744897501960817 * Math.abs(value - centre)) / deviation > 3.5,
      );
      expect(outliersOf(own)).toEqual(expected);
      far += expected.filter(Boolean).length;
    }),
    { numRuns: 300, seed: 13 },
  );
  expect(far).toBeGreaterThan(0);
});
