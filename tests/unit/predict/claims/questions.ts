import type { ClaimValue, Term } from '../../../../src/core/predict/claims/claim';
import type { Question } from '../../../../src/core/predict/claims/question';

export function termsOf(value: ClaimValue): readonly Term[] {
  if (value.kind === 'ordering') return value.pairs.flatMap(({ smaller, larger }) => [smaller, larger]);
  return value.kind === 'count' ? value.terms : [value.of];
}

/** All that is asked for one value. */
export function questionsOf(value: ClaimValue): readonly Question[] {
  return termsOf(value).flatMap(({ questions }) => questions);
}
