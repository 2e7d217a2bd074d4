import { createScanner } from 'jsonc-parser';

// jsonc-parser's SyntaxKind, which it exports as a const enum that isolated modules cannot read.
const LINE_COMMENT = 12;
const BLOCK_COMMENT = 13;
const END = 17;

/** Is the offset inside a comment, or at the end of one that ends with its line? */
export function isInComment(text: string, offset: number): boolean {
  const scanner = createScanner(text, false);
  for (let token: number = scanner.scan(); token !== END; token = scanner.scan()) {
    const start = scanner.getTokenOffset();
    if (start >= offset) return false;
    const end = start + scanner.getTokenLength();
    if (token === LINE_COMMENT && offset <= end) return true;
    if (token === BLOCK_COMMENT && offset < end) return true;
  }
  return false;
}

export function hasComment(text: string): boolean {
  const scanner = createScanner(text, false);
  for (let token: number = scanner.scan(); token !== END; token = scanner.scan())
    if (token === LINE_COMMENT || token === BLOCK_COMMENT) return true;
  return false;
}
