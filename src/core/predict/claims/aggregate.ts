import { arithmeticMean, extent, median } from '../../analysis/statistics';
import type { Term } from './claim';
import { isPredicted, type Answer, type NotPredicted, type Predicted } from './question';

/**
 * The answers of a term as one number. Ends of intervals are treated as the values are: what is not known of the model
 * is taken to be wrong in the same way everywhere. One question without an answer leaves the term without one, so that
 * nothing is better for being left out.
 */
export function aggregate({ over, questions }: Term, answer: Answer): Predicted | NotPredicted {
  const predicted = allOf(questions.map(answer));
  if ('notPredicted' in predicted) return predicted;
  const make = (end: 'value' | 'low' | 'high'): number =>
    MAKES[over](predicted.map((one) => one[end])) ?? NaN;
  const whole: Predicted = { value: make('value'), low: make('low'), high: make('high') };
  return Object.values(whole).every(Number.isFinite) ? whole : { notPredicted: 'the model gave no number' };
}

/** All of them, or why one or more are missing: each reason once. */
export function allOf(answers: readonly (Predicted | NotPredicted)[]): readonly Predicted[] | NotPredicted {
  const reasons = answers.flatMap((one) => (isPredicted(one) ? [] : [one.notPredicted]));
  if (reasons.length > 0) return { notPredicted: [...new Set(reasons)].join('; ') };
  return answers.filter(isPredicted);
}

const MAKES: Readonly<Record<Term['over'], (values: readonly number[]) => number | null>> = {
  one: ([value, ...more]) => (value === undefined || more.length > 0 ? null : value),
  mean: arithmeticMean,
  geometricMean: (values) => {
    const logs = arithmeticMean(values.map(Math.log));
    return logs === null ? null : Math.exp(logs);
  },
  median,
  maximum: (values) => extent(values)?.[1] ?? null,
  minimum: (values) => extent(values)?.[0] ?? null,
};
