/** Keys and indexes from the root of a JSON document to one value in it. */
export type JsonPath = readonly (string | number)[];

/** Half-open range of UTF-16 code units in a text. */
export interface TextRange {
  readonly offset: number;
  readonly length: number;
}

/** Replace the range by the text. */
export interface TextEdit extends TextRange {
  readonly text: string;
}

/** What is wrong with a document before any rule looks at it. */
export interface DocumentProblem {
  readonly kind: 'syntax' | 'schema';
  readonly message: string;
  readonly range: TextRange;
}

/** What a reader or a rule found, in terms of the document's values; the engine turns it into a Finding. */
export interface Problem {
  readonly message: string;
  /** Value at which the text must change. A path that does not exist falls back to its nearest parent. */
  readonly path: JsonPath;
  readonly fixes?: readonly ProblemFix[];
  /** Parts of the machine that it is about, where there are any: a picture shows it there. */
  readonly concerns?: Concerns;
}

/** Parts of a machine, by number. */
export interface Concerns {
  readonly pus?: readonly number[];
  readonly nodes?: readonly number[];
}

export interface ProblemFix {
  readonly title: string;
  /** True when it changes nothing that the user decided on purpose; `--fix` applies only safe ones. */
  readonly safe: boolean;
  readonly changes: readonly ValueChange[];
}

/** Set the value at a path, or remove it. */
export type ValueChange =
  { readonly path: JsonPath; readonly value: unknown } | { readonly path: JsonPath; readonly remove: true };

/** Put items into a list, behind the one at the path. */
export interface Insertion {
  readonly path: JsonPath;
  readonly behind: readonly unknown[];
}

/** Put a member with another key in the place of the one at the path. */
export interface Replacement {
  readonly path: JsonPath;
  readonly key: string;
  readonly value: unknown;
}

/** All that can be done to a text: each is made on what those before it have left. */
export type TextChange = ValueChange | Insertion | Replacement;
