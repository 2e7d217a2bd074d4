import { aggregate, allOf } from './aggregate';
import type { ClaimValue, Count, Figure, Ordering } from './claim';
import { isPredicted, type Answer, type NotPredicted, type Predicted } from './question';

/** What the model says of a value, in the value's unit: percent, times, decades, pairs that are right, programs. */
export function foundOf(value: ClaimValue, answer: Answer): Predicted | NotPredicted {
  if (value.kind === 'ordering') return rightPairs(value, answer);
  if (value.kind === 'count') return smallTerms(value, answer);
  const found = aggregate(value.of, answer);
  if (!isPredicted(found)) return found;
  const convert = CONVERSIONS[value.kind];
  const converted = { value: convert(found.value), low: convert(found.low), high: convert(found.high) };
  return Object.values(converted).every(Number.isFinite)
    ? converted
    : { notPredicted: 'the model gave no number' };
}

const CONVERSIONS: Readonly<Record<Figure['kind'], (answer: number) => number>> = {
  change: (ratio) => (ratio - 1) * 100,
  share: (part) => part * 100,
  ratio: (ratio) => ratio,
  decades: Math.log10,
};

/** At least the pairs whose intervals lie apart the right way, at most those whose intervals leave it open. */
function rightPairs({ pairs }: Ordering, answer: Answer): Predicted | NotPredicted {
  const smaller = allOf(pairs.map((pair) => aggregate(pair.smaller, answer)));
  if ('notPredicted' in smaller) return smaller;
  const larger = allOf(pairs.map((pair) => aggregate(pair.larger, answer)));
  if ('notPredicted' in larger) return larger;
  const right = (of: 'value' | 'low' | 'high', than: 'value' | 'low' | 'high'): number =>
    smaller.filter((one, at) => one[of] < (larger[at]?.[than] ?? NaN)).length;
  return { value: right('value', 'value'), low: right('high', 'low'), high: right('low', 'high') };
}

/** A term whose interval reaches over the limit may count or not. */
function smallTerms({ terms, atMost }: Count, answer: Answer): Predicted | NotPredicted {
  const found = allOf(terms.map((term) => aggregate(term, answer)));
  if ('notPredicted' in found) return found;
  const small = (end: 'value' | 'low' | 'high'): number => found.filter((one) => one[end] <= atMost).length;
  return { value: small('value'), low: small('high'), high: small('low') };
}
