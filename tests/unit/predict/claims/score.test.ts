import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { barcelona4, npb, overNative } from '../../../../src/core/predict/claims/cells';
import type { Claim, ClaimValue, Figure, Term } from '../../../../src/core/predict/claims/claim';
import { allClaims } from '../../../../src/core/predict/claims/claims';
import type { Answer, Predicted } from '../../../../src/core/predict/claims/question';
import {
  distanceOf,
  isInside,
  scoreClaims,
  type ScoredValue,
} from '../../../../src/core/predict/claims/score';
import { summaryOf } from '../../../../src/core/predict/claims/summary';

const QUESTIONS = overNative(npb(barcelona4, 'B'));

/** The model says this of every program, in alphabetical order, and again from the first. */
function model(...says: readonly (number | readonly [number, number, number] | null)[]): Answer {
  return (question) => {
    const at = QUESTIONS.findIndex((one) => JSON.stringify(one) === JSON.stringify(question));
    const said = says[Math.max(0, at) % says.length] ?? null;
    if (said === null) return { notPredicted: `no answer ${at}` };
    const [low, value, high] = typeof said === 'number' ? [said, said, said] : said;
    return { value, low, high };
  };
}

function claim(value: ClaimValue, id = 'N2'): Claim {
  return { id, says: 'It is so.', section: 'V', values: [value] };
}

function scored(value: ClaimValue, answer: Answer): ScoredValue {
  const [one] = scoreClaims([claim(value)], answer);
  if (one === undefined) throw new Error('A value was left out.');
  return one;
}

function figure(
  kind: Figure['kind'],
  low: number,
  high: number,
  over: Term['over'] = 'mean',
  count = 4,
): Figure {
  return { kind, what: 'it', low, high, of: { over, questions: QUESTIONS.slice(0, count) } };
}

const one = (at: number): Term => ({ over: 'one', questions: QUESTIONS.slice(at, at + 1) });

describe('a figure', () => {
  it.each([
    ['change', 40, 40, 1.32, true],
    ['change', 40, 40, 1.48, true],
    ['change', 40, 40, 1.481, false],
    ['change', 40, 40, 1.319, false],
    ['change', 54, 55, 1.63, true],
    ['change', 54, 55, 1.631, false],
    ['share', 25, 25, 0.33, true],
    ['share', 25, 25, 0.331, false],
    ['share', 0, 25, 0, true],
    ['ratio', 16, 16, 20, true],
    ['ratio', 16, 16, 20.1, false],
    ['ratio', 16, 16, 12.8, true],
    ['ratio', 16, 16, 12.7, false],
    ['decades', 3, 3, 10 ** 3.5, true],
    ['decades', 3, 3, 10 ** 3.51, false],
    ['decades', 3, 3, 10 ** 2.49, false],
  ] as const)('%s, %d to %d stated, %d answered: inside is %s', (kind, low, high, answered, inside) => {
    expect(scored(figure(kind, low, high), model(answered)).inside).toBe(inside);
  });

  it('is given in its own unit, with its interval', () => {
    const found = scored(figure('change', 40, 40), model([1.25, 1.5, 1.75]));
    expect(found).toMatchObject({ unit: 'percent', predicted: 50, low: 25, high: 75, statedLow: 40 });
    expect(scored(figure('share', 1, 1), model(0.25))).toMatchObject({ unit: 'percent', predicted: 25 });
    expect(scored(figure('ratio', 1, 1), model(4))).toMatchObject({ unit: 'times', predicted: 4 });
    expect(scored(figure('decades', 1, 1), model(100))).toMatchObject({ unit: 'decades', predicted: 2 });
  });

  it('is judged by what is predicted, not by how little the model knows', () => {
    expect(scored(figure('change', 40, 40), model([1, 2, 3])).inside).toBe(false);
  });

  it.each([
    ['mean', [1.625, 2.5, 7]],
    ['median', [1, 2, 6.5]],
    ['maximum', [4, 5, 9]],
    ['minimum', [0.5, 1, 6]],
    ['geometricMean', [2 ** 0.25, 20 ** 0.25, 2268 ** 0.25]],
  ] as const)(
    'over several cells is the %s, and so are the ends of its interval',
    (over, [low, value, high]) => {
      const says = [
        [0.5, 1, 6],
        [1, 2, 6],
        [1, 2, 7],
        [4, 5, 9],
      ] as const;
      const found = scored(figure('ratio', 1, 1, over), model(...says));
      expect(found.low).toBeCloseTo(low, 12);
      expect(found.predicted).toBeCloseTo(value, 12);
      expect(found.high).toBeCloseTo(high, 12);
    },
  );

  it('of one cell is not taken of several', () => {
    const found = scored(figure('ratio', 1, 1, 'one'), model(1));
    expect(found).toMatchObject({ predicted: null, inside: false, why: 'the model gave no number' });
  });

  it.each([NaN, Infinity, -Infinity])('of %d is none', (nonsense) => {
    const found = scored(figure('ratio', 1, 1), model(1, nonsense));
    expect(found).toMatchObject({ predicted: null, inside: false, why: 'the model gave no number' });
    // The logarithm of nothing.
    expect(scored(figure('decades', 0, 0), model(0)).predicted).toBeNull();
  });
});

describe('what is not predicted', () => {
  it('is outside with its reasons, each once, however much else is predicted', () => {
    const found = scored(figure('change', 40, 40), model(1.4, null, null, 1.4));
    expect(found).toMatchObject({
      ...{ predicted: null, low: null, high: null, inside: false, why: 'no answer 1; no answer 2' },
    });
    const same = scored(figure('change', 40, 40), () => ({ notPredicted: 'not yet' }));
    expect(same.why).toBe('not yet');
  });

  it('is never left out', () => {
    const nothing = scoreClaims(allClaims, () => ({ notPredicted: 'not yet' }));
    expect(nothing).toHaveLength(allClaims.flatMap(({ values }) => values).length);
    expect(nothing.filter(({ inside, why }) => inside || why !== 'not yet')).toEqual([]);
    const answers = fc.func(fc.oneof(fc.constant(null), fc.double({ min: 0.01, max: 100, noNaN: true })));
    fc.assert(
      fc.property(answers, (say) => {
        const found = scoreClaims(allClaims, (question): ReturnType<Answer> => {
          const value = say(question);
          return value === null ? { notPredicted: 'no' } : { value, low: value, high: value };
        });
        expect(found.map(({ id, value }) => [id, value])).toEqual(
          nothing.map(({ id, value }) => [id, value]),
        );
        for (const { predicted, inside, why } of found) {
          expect(predicted === null).toBe(why !== null);
          if (inside) expect(predicted).not.toBeNull();
        }
      }),
      { numRuns: 10 },
    );
  });
});

describe('an ordering', () => {
  const ordering = (...pairs: readonly (readonly [number, number])[]): ClaimValue => ({
    kind: 'ordering',
    what: 'it',
    pairs: pairs.map(([smaller, larger]) => ({ smaller: one(smaller), larger: one(larger) })),
  });

  it('is right when each of its pairs is', () => {
    expect(scored(ordering([0, 1], [1, 2]), model(1, 2, 3))).toMatchObject({
      ...{ unit: 'pairs', statedLow: 2, statedHigh: 2, predicted: 2, inside: true },
    });
    expect(scored(ordering([0, 1], [2, 1]), model(1, 2, 3))).toMatchObject({ predicted: 1, inside: false });
  });

  it('is wrong where both are the same', () => {
    expect(scored(ordering([0, 1]), model(2, 2)).inside).toBe(false);
  });

  it('says how many pairs are certain, and how many possible', () => {
    const says = [
      [1, 2, 3],
      [2.5, 4, 5],
      [6, 7, 8],
    ] as const;
    expect(scored(ordering([0, 1], [0, 2], [2, 0]), model(...says))).toMatchObject({
      ...{ predicted: 2, low: 1, high: 2, inside: false },
    });
    expect(scored(ordering([1, 0]), model(...says))).toMatchObject({ predicted: 0, low: 0, high: 1 });
  });

  it('without one of its answers is not predicted', () => {
    expect(scored(ordering([0, 1], [0, 2]), model(1, 2, null)).why).toBe('no answer 2');
    expect(scored(ordering([2, 0]), model(1, 2, null)).why).toBe('no answer 2');
  });
});

describe('a count', () => {
  const count: ClaimValue = { kind: 'count', what: 'it', atMost: 1, terms: [0, 1, 2].map(one), stated: 2 };

  it('is right when it is exactly the number', () => {
    expect(scored(count, model(0.9, 1, 1.1))).toMatchObject({ unit: 'programs', predicted: 2, inside: true });
    expect(scored(count, model(0.9, 1, 0.95))).toMatchObject({ predicted: 3, inside: false });
  });

  it('says how many are certain, and how many possible', () => {
    const says = [
      [0.8, 0.9, 1],
      [0.8, 0.9, 1.1],
      [0.9, 1.1, 1.2],
    ] as const;
    expect(scored(count, model(...says))).toMatchObject({ predicted: 2, low: 1, high: 3 });
    expect(scored(count, model(1, null, 1)).why).toBe('no answer 1');
  });
});

describe('every figure of the paper', () => {
  const figures = allClaims.flatMap(({ values }) =>
    values.filter((value): value is Figure => value.kind !== 'ordering' && value.kind !== 'count'),
  );
  const answered = ({ kind }: Figure, inUnit: number): Predicted => {
    const value = { change: 1 + inUnit / 100, share: inUnit / 100, ratio: inUnit, decades: 10 ** inUnit }[
      kind
    ];
    return { value, low: value, high: value };
  };

  it('is met by a model that says in all its cells what is stated, and missed by one that is far off', () => {
    fc.assert(
      fc.property(fc.constantFrom(...figures), fc.double({ min: 0, max: 1, noNaN: true }), (value, part) => {
        const stated = value.low + part * (value.high - value.low);
        expect(scored(value, () => answered(value, stated)).inside).toBe(true);
        const off = { change: 8.1, share: 8.1, ratio: 0.26 * value.high, decades: 0.51 }[value.kind];
        expect(scored(value, () => answered(value, value.high + off)).inside).toBe(false);
        const under = value.kind === 'ratio' ? 0.21 * value.low : off;
        expect(scored(value, () => answered(value, value.low - under)).inside).toBe(false);
      }),
    );
  });
});

describe('the summary', () => {
  const scoredAll = (
    answer: Answer,
    ...values: readonly (readonly [string, ClaimValue])[]
  ): ReturnType<typeof summaryOf> =>
    summaryOf(
      scoreClaims(
        values.map(([id, value]) => claim(value, id)),
        answer,
      ),
    );
  const right: ClaimValue = { kind: 'ordering', what: 'right', pairs: [{ smaller: one(0), larger: one(1) }] };
  const wrong: ClaimValue = { kind: 'ordering', what: 'wrong', pairs: [{ smaller: one(1), larger: one(0) }] };
  const open: ClaimValue = { kind: 'ordering', what: 'open', pairs: [{ smaller: one(1), larger: one(3) }] };
  const answer = model(1, 1.5, 1.2, null);

  it('counts held-out values apart from fitted ones', () => {
    const summary = scoredAll(
      answer,
      ['N2', figure('change', 0, 0, 'mean', 1)],
      ['N2', figure('change', 30, 30, 'mean', 1)],
      ['N2', figure('change', 30, 30, 'mean', 4)],
      ['N1', figure('change', 0, 0, 'mean', 1)],
    );
    expect(summary.heldOut).toEqual({ values: 3, inside: 1, notPredicted: 1, covered: 1 });
    expect(summary.fitted).toEqual({ values: 1, inside: 1, notPredicted: 0, covered: 1 });
  });

  it('counts as covered what an interval reaches, wherever the value is', () => {
    const wide = model([0.9, 1.05, 1.4]);
    const coveredOf = (low: number, high: number): number =>
      summaryOf(scoreClaims([claim(figure('change', low, high, 'mean', 1))], wide)).heldOut.covered;
    expect([coveredOf(30, 35), coveredOf(39, 60), coveredOf(-20, -11), coveredOf(41, 60)]).toEqual([
      1, 1, 0, 0,
    ]);
  });

  it('has the median error of held-out percentages, in points beyond what is stated', () => {
    const of = (
      low: number,
      high: number,
      id = 'N2',
      kind: Figure['kind'] = 'change',
    ): readonly [string, ClaimValue] => [id, figure(kind, low, high, 'mean', 1)];
    expect(scoredAll(answer, of(10, 20), of(-30, -3), of(-5, 5)).medianErrorPoints).toBeCloseTo(3);
    const others = [of(90, 90, 'N1'), of(50, 50, 'N2', 'ratio')] as const;
    expect(scoredAll(answer, of(10, 20), of(-30, -3), of(-5, 5), ...others).medianErrorPoints).toBeCloseTo(3);
    expect(scoredAll(answer, of(0, 0), of(0, 0)).medianErrorPoints).toBe(0);
  });

  it('takes what is not predicted as infinitely far', () => {
    const good = ['N2', figure('change', 0, 0, 'mean', 1)] as const;
    const none = ['N2', figure('change', 0, 0, 'mean', 4)] as const;
    expect(scoredAll(answer, good, good, none).medianErrorPoints).toBe(0);
    expect(scoredAll(answer, good, none).medianErrorPoints).toBeNull();
    expect(scoredAll(answer, none).medianErrorPoints).toBeNull();
    expect(scoredAll(answer).medianErrorPoints).toBeNull();
  });

  it('lists orderings, right, wrong and not predicted', () => {
    const { orderings } = scoredAll(answer, ['N2', right], ['N1', wrong], ['N2', open]);
    expect(orderings.right.map(({ value }) => value)).toEqual(['right']);
    expect(orderings.wrong.map(({ value }) => value)).toEqual(['wrong']);
    expect(orderings.notPredicted.map(({ value }) => value)).toEqual(['open']);
  });
});

it('has a distance in tolerances that is 1 where inside ends', () => {
  const kind = fc.constantFrom('change', 'share', 'ratio', 'decades', 'ordering', 'count');
  const number = fc.double({ min: 0.01, max: 300, noNaN: true });
  fc.assert(
    fc.property(kind, number, number, number, (of, one, other, value) => {
      const stated = { statedLow: Math.min(one, other), statedHigh: Math.max(one, other) };
      const limit = of === 'ordering' || of === 'count' ? 0 : 1;
      const distance = distanceOf(of, value, stated);
      fc.pre(Math.abs(distance - limit) > 1e-6 || distance === 0);
      expect(isInside(of, value, stated)).toBe(distance <= limit);
    }),
  );
  expect(distanceOf('change', 36, { statedLow: 10, statedHigh: 20 })).toBe(2);
  expect(distanceOf('ratio', 2, { statedLow: 3.125, statedHigh: 4 })).toBeCloseTo(2, 9);
  expect(distanceOf('ratio', 0, { statedLow: 3, statedHigh: 4 })).toBe(Infinity);
});
