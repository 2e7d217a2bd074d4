import type { ClaimValue, Term } from './claim';
import { allClaims } from './claims';
import { isFitted } from './forFitting';
import { statedOf } from './score';
import { statedText } from './words';

/** A value of a claim as docs/model/claims.md has it. */
export interface ClaimRow {
  readonly id: string;
  readonly section: string;
  readonly fitted: boolean;
  readonly value: string;
  readonly stated: string;
  /** What of which questions: `mean of 8`. */
  readonly asked: string;
  readonly condition: string | null;
}

/** Claims in words, for their heads. */
export const claimsInWords: Readonly<Record<string, string>> = Object.fromEntries(
  allClaims.map(({ id, says }) => [id, says]),
);

const HOW: Readonly<Record<Exclude<Term['over'], 'one'>, string>> = {
  mean: 'mean',
  geometricMean: 'geometric mean',
  median: 'median',
  maximum: 'largest',
  minimum: 'smallest',
};

/** All values in the order of the claims. Nothing that is predicted is among them. */
export const claimRows: readonly ClaimRow[] = allClaims.flatMap(({ id, section, values }) =>
  values.map((value) => ({
    ...{ id, section, fitted: isFitted(id), value: value.what, asked: askedText(value) },
    stated: statedText({ kind: value.kind, ...statedOf(value) }),
    condition: value.condition ?? null,
  })),
);

function askedText(value: ClaimValue): string {
  if (value.kind === 'count') return `${value.terms.length} programs, counted`;
  if (value.kind === 'ordering') return 'pairs';
  const { over, questions } = value.of;
  return over === 'one' ? 'one cell' : `${HOW[over]} of ${questions.length} cells`;
}
