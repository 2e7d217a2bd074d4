import { parseDocument, type ParsedDocument } from '../core/text/parse';

/** Documents of which the last parse is kept: more than anyone has open, fewer than a folder can hold. */
const MOST = 256;

const parses = new WeakMap<object, Map<string, ParsedDocument>>();

/**
 * A text parsed, at most once as long as it stays the same: every feature of the editor asks for the same document
 * after each keystroke. `owner` is what the texts were read through; a path may mean something else to another one.
 */
export function parsedText(owner: object, path: string, text: string): ParsedDocument {
  const known = parses.get(owner) ?? new Map<string, ParsedDocument>();
  parses.set(owner, known);
  const before = known.get(path);
  const doc = before?.text === text ? before : parseDocument(text);
  // The least recently used one goes first.
  known.delete(path);
  known.set(path, doc);
  const [oldest] = known.keys();
  if (known.size > MOST && oldest !== undefined) known.delete(oldest);
  return doc;
}
