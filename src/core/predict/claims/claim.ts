import type { Question } from './question';

/** What the paper claims, in our words, and the numbers in it. */
export interface Claim {
  /** N1 to N29. */
  readonly id: string;
  readonly says: string;
  /** Of the paper, all places where it is stated. */
  readonly section: string;
  readonly values: readonly ClaimValue[];
}

export type ClaimValue = Figure | Ordering | Count;

interface Common {
  readonly what: string;
  /** What must hold of paging or of the guest's allocator for the value to mean anything. */
  readonly condition?: string;
}

/** A number or range. `low` and `high` are the same where the paper states one number. */
export interface Figure extends Common {
  /**
   * `change`: a ratio less one, in percent. `share`: in percent. `ratio`: as it is. `decades`: its logarithm to base 10.
   */
  readonly kind: 'change' | 'share' | 'ratio' | 'decades';
  readonly low: number;
  readonly high: number;
  readonly of: Term;
}

/** Right when every pair is: the term that should be smaller is. */
export interface Ordering extends Common {
  readonly kind: 'ordering';
  readonly pairs: readonly { readonly smaller: Term; readonly larger: Term }[];
}

/** How many terms are at most so large. Right when it is the number stated. */
export interface Count extends Common {
  readonly kind: 'count';
  readonly atMost: number;
  readonly terms: readonly Term[];
  readonly stated: number;
}

/** Answers made one number. */
export interface Term {
  /** `up to` in the paper is `maximum`, `for most` is `median`, an average is `mean`. `one` is of a single question. */
  readonly over: 'one' | 'mean' | 'geometricMean' | 'median' | 'maximum' | 'minimum';
  readonly questions: readonly Question[];
}
