import { describe, expect, it } from 'vitest';
import type { ClaimValue } from '../../../../src/core/predict/claims/claim';
import type { Answer, Question } from '../../../../src/core/predict/claims/question';
import { lossOf, penaltyOf } from '../../../../src/core/predict/fit/loss';

const question = {} as Question;
const claimOf = (...values: ClaimValue[]): Parameters<typeof lossOf>[0] => ({
  id: 'N4',
  says: '',
  section: '',
  values,
});
const change: ClaimValue = {
  ...{ kind: 'change', what: '', low: 10, high: 20 },
  of: { over: 'one', questions: [question] },
};
const always =
  (value: number): Answer =>
  () => ({ value, low: value, high: value });

describe('the loss of a claim', () => {
  it('is 0 within what is stated, and that of one tolerance 8 points beside it', () => {
    expect(lossOf(claimOf(change), always(1.1))).toBeCloseTo(0, 12);
    expect(lossOf(claimOf(change), always(1.2))).toBeCloseTo(0, 12);
    expect(lossOf(claimOf(change), always(1.28))).toBeCloseTo(Math.log(2), 9);
    expect(lossOf(claimOf(change), always(1.02))).toBeCloseTo(Math.log(2), 9);
  });

  it('grows the slower the farther a value is away, and is the sum over values', () => {
    const [near, far, farther] = [1.4, 3, 4.6].map((value) => lossOf(claimOf(change), always(value))) as [
      number,
      number,
      number,
    ];
    expect(near).toBeLessThan(far);
    expect(farther - far).toBeLessThan(far - near);
    expect(lossOf(claimOf(change, change), always(3))).toBeCloseTo(2 * far, 9);
  });

  it('counts what is not predicted as far', () => {
    const nothing: Answer = () => ({ notPredicted: 'it cannot tell' });
    expect(lossOf(claimOf(change), nothing)).toBeCloseTo(Math.log(101), 9);
    const ratio: ClaimValue = { ...change, kind: 'ratio' };
    expect(lossOf(claimOf(ratio), always(0))).toBeCloseTo(Math.log(101), 9);
  });

  it('counts the pairs of an ordering that are wrong', () => {
    const term = change.of;
    const pairs = [1, 2, 3].map(() => ({ smaller: term, larger: term }));
    expect(lossOf(claimOf({ kind: 'ordering', what: '', pairs }), always(1))).toBeCloseTo(Math.log(10), 9);
  });
});

describe('the penalty for leaving the start', () => {
  it('is that of two standard deviations at half of the range, either way', () => {
    expect(penaltyOf(0)).toBe(0);
    expect(penaltyOf(0.5)).toBeCloseTo(2, 12);
    expect(penaltyOf(-0.5)).toBe(penaltyOf(0.5));
  });
});
