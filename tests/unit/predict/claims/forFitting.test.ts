import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Claim, ClaimValue } from '../../../../src/core/predict/claims/claim';
import { allClaims } from '../../../../src/core/predict/claims/claims';
import { fittedClaims } from '../../../../src/core/predict/claims/fitted';
import { claimsForFitting, type ClaimForFitting } from '../../../../src/core/predict/claims/forFitting';

describe('claims for fitting', () => {
  it('are those of the list, at most a third of all, and none that is held out', () => {
    expect(claimsForFitting().map(({ id }) => id)).toEqual(fittedClaims);
    expect(fittedClaims.length).toBeLessThanOrEqual(allClaims.length / 3);
    const heldOut = allClaims.filter(({ id }) => !fittedClaims.includes(id));
    expect(heldOut).toHaveLength(20);
    for (const claim of heldOut) expect(claimsForFitting()).not.toContain(claim);
  });

  it('are the same whatever the paper states elsewhere', () => {
    const before = JSON.stringify(claimsForFitting());
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (by) => {
        const changed = allClaims.map((claim) =>
          fittedClaims.includes(claim.id) ? claim : otherwise(claim, by),
        );
        expect(JSON.stringify(claimsForFitting(changed))).toBe(before);
      }),
      { numRuns: 20 },
    );
    // Or nothing would be seen to change.
    const all = allClaims.map((claim) => otherwise(claim, 1));
    expect(JSON.stringify(claimsForFitting(all))).not.toBe(before);
  });

  it('are not made of others', () => {
    // @ts-expect-error A fit that takes ClaimForFitting cannot be given what is held out.
    const given: readonly ClaimForFitting[] = allClaims;
    expect(given).toHaveLength(29);
  });
});

/** The same claim with other numbers, words and questions. */
function otherwise(claim: Claim, by: number): Claim {
  const values = claim.values.map((value): ClaimValue => {
    if (value.kind === 'ordering') return { ...value, pairs: [] };
    if (value.kind === 'count') return { ...value, stated: value.stated + by, terms: [] };
    return { ...value, low: value.low + by, high: value.high + by, of: { ...value.of, questions: [] } };
  });
  return { ...claim, says: `${claim.says} ${by}`, values };
}
