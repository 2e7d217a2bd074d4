import { createScanner } from 'jsonc-parser';

/** What stands after a member of an object or array, up to the end of its line or the next thing that means something. */
export interface Tail {
  /** Offset of the comma that ends the member; null when there is none. */
  readonly comma: number | null;
  /** End of the last comma or comment on the member's own line. */
  readonly end: number;
  /** True when a line break follows `end`. */
  readonly lineEnds: boolean;
}

// jsonc-parser's SyntaxKind, which it exports as a const enum that isolated modules cannot read.
const COMMA = 5;
const LINE_COMMENT = 12;
const BLOCK_COMMENT = 13;
const LINE_BREAK = 14;
const SPACE = 15;

/** Looks behind a member that ends at `offset`. The comma may stand on a later line than the member. */
export function tailOf(text: string, offset: number): Tail {
  const scanner = createScanner(text, false);
  scanner.setPosition(offset);
  let comma: number | null = null;
  let end = offset;
  let lineEnds = false;
  for (;;) {
    const token: number = scanner.scan();
    const start = scanner.getTokenOffset();
    const stop = start + scanner.getTokenLength();
    if (token === COMMA && comma === null) {
      comma = start;
      end = stop;
      lineEnds = false;
    } else if (token === LINE_COMMENT || token === BLOCK_COMMENT) {
      if (!lineEnds) end = stop;
    } else if (token === LINE_BREAK) {
      lineEnds = true;
      if (comma !== null) return { comma, end, lineEnds };
    } else if (token !== SPACE) return { comma, end, lineEnds };
  }
}

/** End of the last comment between two offsets; `from` when there is none. */
export function lastCommentEnd(text: string, from: number, to: number): number {
  const scanner = createScanner(text.slice(0, to), false);
  scanner.setPosition(from);
  let end = from;
  for (let token: number = scanner.scan(); token >= LINE_COMMENT && token <= SPACE; token = scanner.scan())
    if (token <= BLOCK_COMMENT) end = scanner.getTokenOffset() + scanner.getTokenLength();
  return end;
}
