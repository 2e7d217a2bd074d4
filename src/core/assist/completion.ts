import type { TextRange } from '../text/document';

/** Something to put in at an offset. In the order in which it should be shown. */
export interface Completion {
  /** What a list of completions shows: the text itself, shortened where it is long. */
  readonly label: string;
  /** A few words beside it. */
  readonly detail: string;
  /** More of it, plain text; empty for nothing. */
  readonly documentation: string;
  /** All of the new text with its quotes, for the whole of `range`. */
  readonly insert: string;
  /** True where `$1` in `insert` is where the cursor goes. */
  readonly isSnippet: boolean;
  /** What is held against the text in front of the cursor, from the start of `range`. */
  readonly filter: string;
  readonly icon: 'value' | 'list' | 'name' | 'file' | 'rule';
  /** What is replaced: the whole value, quotes included. */
  readonly range: TextRange;
}

/** A value before it is a completion of a slot. */
export interface Offer {
  readonly value: unknown;
  readonly detail: string;
  readonly documentation?: string;
  readonly icon?: Completion['icon'];
}
