/** Both counted from 1; columns in UTF-16 code units, as editors count them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Offsets of line starts, made once for a text so that each look-up is a binary search. */
export interface LineIndex {
  readonly starts: readonly number[];
  readonly length: number;
}

/** Lines end at LF, CR LF or a lone CR. */
export function indexLines(text: string): LineIndex {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return { starts, length: text.length };
}

/**
 * Line and column of an offset; one outside the text counts as its nearest end. Pass an index made once where there
 * are many offsets to look up.
 */
export function positionAt(text: string | LineIndex, offset: number): Position {
  const index = typeof text === 'string' ? indexLines(text) : text;
  const inside = Math.max(0, Math.min(offset, index.length));
  let low = 0;
  let high = index.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((index.starts[middle] ?? 0) <= inside) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: inside - (index.starts[low] ?? 0) + 1 };
}

/** A position outside the text counts as its nearest place inside; a column beyond its line stays in that line's range. */
export function offsetAt(text: string | LineIndex, position: Position): number {
  const index = typeof text === 'string' ? indexLines(text) : text;
  if (position.line < 1) return 0;
  const start = index.starts[position.line - 1];
  if (start === undefined) return index.length;
  const next = index.starts[position.line] ?? index.length;
  return Math.max(start, Math.min(start + position.column - 1, next));
}
