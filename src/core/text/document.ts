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
