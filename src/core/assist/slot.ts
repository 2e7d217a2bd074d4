import { createScanner, getLocation } from 'jsonc-parser';
import { isInComment } from './comments';
import type { JsonPath, TextRange } from '../text/document';
import type { ParsedDocument } from '../text/parse';

/** What stands, or could stand, at an offset of a text. */
export interface Slot {
  /** Of the value; at a key it ends with the key. */
  readonly path: JsonPath;
  readonly isKey: boolean;
  /** All of the value or key with its quotes; empty where nothing is yet. */
  readonly range: TextRange;
  /** What stands there, without quotes. */
  readonly text: string;
  /** Offset within `text`. */
  readonly cursor: number;
  readonly isString: boolean;
}

// jsonc-parser's SyntaxKind, which it exports as a const enum that isolated modules cannot read.
const CLOSE_BRACE = 2;
const CLOSE_BRACKET = 4;
const COMMA = 5;
const COLON = 6;
const END = 17;

/** The value or key at an offset; null in comments and where none can stand. Other places may be broken. */
export function slotAt(doc: ParsedDocument, offset: number): Slot | null {
  const { text } = doc;
  if (doc.tree === undefined || isInComment(text, offset)) return null;
  const { path, previousNode, isAtPropertyKey } = getLocation(text.replace(/^\uFEFF/, ' '), offset);
  const slot = { path, isKey: isAtPropertyKey };
  if (previousNode === undefined) return { ...slot, ...wordAt(text, offset) };
  const end = previousNode.offset + previousNode.length;
  if (offset < previousNode.offset || offset > end) return null;
  return text[previousNode.offset] === '"'
    ? { ...slot, ...stringAt(text, previousNode, offset) }
    : { ...slot, ...wordAt(text, offset) };
}

/** `,` where another member follows and none separates it yet. */
export function commaAfter(text: string, offset: number): '' | ',' {
  const next = tokenAfter(text, offset);
  return [COMMA, CLOSE_BRACE, CLOSE_BRACKET, END].includes(next) ? '' : ',';
}

export function colonFollows(text: string, offset: number): boolean {
  return tokenAfter(text, offset) === COLON;
}

type Word = Omit<Slot, 'path' | 'isKey'>;

/** A number, a name, or what is being typed without quotes. */
function wordAt(text: string, offset: number): Word {
  const before = /[\w.-]*$/.exec(text.slice(Math.max(0, offset - 100), offset))?.[0] ?? '';
  const after = /^[\w.-]*/.exec(text.slice(offset, offset + 100))?.[0] ?? '';
  const range = { offset: offset - before.length, length: before.length + after.length };
  return { range, text: before + after, cursor: before.length, isString: false };
}

function stringAt(text: string, node: TextRange, offset: number): Word {
  const start = node.offset + 1;
  const isClosed = node.length > 1 && text[node.offset + node.length - 1] === '"';
  // Of a string without its end only what can belong to it: the rest of the line is someone else's.
  const end = isClosed
    ? node.offset + node.length - 1
    : Math.max(offset, start) + (/^[\w.,:/-]*/.exec(text.slice(Math.max(offset, start)))?.[0].length ?? 0);
  const range = { offset: node.offset, length: end - node.offset + (isClosed ? 1 : 0) };
  const inside = text.slice(start, end);
  return {
    range,
    text: inside,
    cursor: Math.max(0, Math.min(offset - start, inside.length)),
    isString: true,
  };
}

function tokenAfter(text: string, offset: number): number {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  return scanner.scan();
}
