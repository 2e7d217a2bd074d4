import type { Node } from 'jsonc-parser';
import type { Insertion, JsonPath, Replacement, TextChange, TextEdit } from './document';
import { independent } from './independent';
import { childAt, parseDocument, type ParsedDocument } from './parse';
import { indexLines, positionAt } from './positions';
import { remembered } from './remembered';
import { edited, editsOf, piecesOf, textOf } from './pieces';
import { renderValue, styleOf, type TextStyle } from './render';
import { lastCommentEnd, tailOf } from './trivia';

/**
 * Small edits on the document's text that make the changes, one after the other, and keep comments, indentation and
 * line ends. They do not overlap and ascend. Removing what is not there changes nothing; throws when a change does
 * not fit the document, such as a key set in an array.
 */
export function changesToEdits(doc: ParsedDocument, changes: readonly TextChange[]): TextEdit[] {
  const style = styles(doc);
  let state = piecesOf(doc.text);
  let now = doc;
  for (let left = changes; left.length > 0;) {
    const together = independent(now, left);
    const edits = together.flatMap((change) => editsFor(now, change, style));
    state = edited(
      state,
      edits.sort((a, b) => a.offset - b.offset),
    );
    left = left.slice(together.length);
    if (left.length > 0) now = parseDocument(textOf(state));
  }
  return editsOf(state);
}

const styles = remembered((doc: ParsedDocument) => styleOf(doc.text));

/** The text after edits that do not overlap, in any order. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const backwards = [...edits].sort((a, b) => b.offset - a.offset || b.length - a.length);
  return backwards.reduce(
    (result, edit) => result.slice(0, edit.offset) + edit.text + result.slice(edit.offset + edit.length),
    text,
  );
}

function editsFor(doc: ParsedDocument, change: TextChange, style: TextStyle): TextEdit[] {
  if ('remove' in change) return removal(doc, change.path);
  if ('behind' in change) return insertionBehind(doc, change, style);
  if ('key' in change) return replacement(doc, change, style);
  return setting(doc, change.path, change.value, style);
}

function setting(doc: ParsedDocument, path: JsonPath, value: unknown, style: TextStyle): TextEdit[] {
  let node = doc.tree;
  if (node === undefined)
    return [insertion(doc.text.length, renderValue(wrapped(path, value), style, '', 0))];
  for (const [depth, segment] of path.entries()) {
    const child = childAt(node, segment);
    if (child === undefined) {
      if (node.type !== (typeof segment === 'string' ? 'object' : 'array'))
        throw new Error(
          `A change of ${JSON.stringify(path)} does not fit the document at ${JSON.stringify(segment)}.`,
        );
      const key = typeof segment === 'string' ? segment : null;
      return insertMember(doc, node, { key, value: wrapped(path.slice(depth + 1), value) }, style);
    }
    node = child;
  }
  const base = indentAt(doc, node.offset);
  const text = renderValue(value, style, base, node.offset - lineStart(doc, node.offset));
  return [{ offset: node.offset, length: node.length, text }];
}

/** The value inside the objects and arrays that the rest of its path names. */
function wrapped(path: JsonPath, value: unknown): unknown {
  return path.reduceRight<unknown>(
    (inner, segment) => (typeof segment === 'string' ? { [segment]: inner } : [inner]),
    value,
  );
}

interface Member {
  readonly key: string | null;
  readonly value: unknown;
}

function insertMember(doc: ParsedDocument, container: Node, member: Member, style: TextStyle): TextEdit[] {
  const last = container.children?.at(-1);
  return last === undefined
    ? insertFirst(doc, container, member, style)
    : insertAfter(doc, last, [member], style, container.children ?? []);
}

function insertionBehind(doc: ParsedDocument, { path, behind }: Insertion, style: TextStyle): TextEdit[] {
  const item = nodeAt(doc, path);
  if (item?.parent?.type !== 'array')
    throw new Error(`There is no item at ${JSON.stringify(path)} to put others behind.`);
  const members = behind.map((value) => ({ key: null, value }));
  return members.length === 0 ? [] : insertAfter(doc, item, members, style, [item]);
}

/** Behind one of the members of an object or array and the comment that ends its line, in the manner of `alike`. */
function insertAfter(
  doc: ParsedDocument,
  previous: Node,
  members: readonly Member[],
  style: TextStyle,
  alike: readonly Node[],
): TextEdit[] {
  const { text } = doc;
  const end = previous.offset + previous.length;
  const tail = tailOf(text, end);
  const before = text.slice(lineStart(doc, previous.offset), previous.offset);
  const ownLine = /^[ \t]*$/.test(before);
  const container = previous.parent ?? previous;
  const base = ownLine ? before : indentAt(doc, container.offset) + style.indent;
  // A member that shares its line stays with the others there, unless a comment ends that line.
  const lead = ownLine || tail.lineEnds ? style.eol + base : ' ';
  const comma = tail.comma === null ? [insertion(end, ',')] : [];
  const trailing = tail.comma === null ? '' : ',';
  const isSpread = container.type === 'array' && areSpread(text, alike);
  const texts = members.map((member) => lead + memberText(member, style, base, isSpread));
  return [...comma, insertion(tail.end, texts.join(',') + trailing)];
}

/** Are all these objects written with a line for each member? Another one is then written alike. */
function areSpread(text: string, items: readonly Node[]): boolean {
  return items.every(({ type, offset, children = [] }) => {
    const [first] = children;
    return type === 'object' && first !== undefined && /[\r\n]/.test(text.slice(offset, first.offset));
  });
}

function replacement(doc: ParsedDocument, { path, key, value }: Replacement, style: TextStyle): TextEdit[] {
  const member = nodeAt(doc, path)?.parent;
  if (member?.type !== 'property') throw new Error(`There is no member at ${JSON.stringify(path)}.`);
  const base = indentAt(doc, member.offset);
  const text = memberText({ key, value }, style, base);
  return [{ offset: member.offset, length: member.length, text }];
}

/** Into an object or array without members, which may hold comments. */
function insertFirst(doc: ParsedDocument, container: Node, member: Member, style: TextStyle): TextEdit[] {
  const { text } = doc;
  const from = container.offset + 1;
  const to = container.offset + container.length - 1;
  const base = indentAt(doc, container.offset);
  const inner = base + style.indent;
  const line = style.eol + inner + memberText(member, style, inner);
  const comments = lastCommentEnd(text, from, to);
  if (comments === from) return [{ offset: from, length: to - from, text: line + style.eol + base }];
  // A line comment's own line break stands before the closing bracket already.
  if (/[\r\n]/.test(text.slice(comments, to))) return [insertion(comments, line)];
  return [{ offset: comments, length: to - comments, text: line + style.eol + base }];
}

function memberText(member: Member, style: TextStyle, base: string, isSpread = false): string {
  const label = member.key === null ? '' : `${JSON.stringify(member.key)}: `;
  return label + renderValue(member.value, style, base, base.length + label.length, isSpread);
}

function removal(doc: ParsedDocument, path: JsonPath): TextEdit[] {
  const value = nodeAt(doc, path);
  if (value === undefined || value.parent === undefined) return [];
  const member = value.parent.type === 'property' ? value.parent : value;
  const members = member.parent?.children ?? [];
  const previous = members[members.indexOf(member) - 1];
  const { text } = doc;
  const end = member.offset + member.length;
  const { comma } = tailOf(text, end);
  if (comma !== null && text.slice(end, comma).trim() === '')
    return [withSpace(doc, member.offset, comma + 1)];
  const main = withSpace(doc, member.offset, end);
  if (comma !== null) return [main, { offset: comma, length: 1, text: '' }];
  const before = previous === undefined ? null : tailOf(text, previous.offset + previous.length).comma;
  return before === null ? [main] : [{ offset: before, length: 1, text: '' }, main];
}

/** Removal of a range together with its line where nothing else stands there, else with the space on one side. */
function withSpace(doc: ParsedDocument, start: number, end: number): TextEdit {
  const { text } = doc;
  const from = lineStart(doc, start);
  const spaceBefore = /[ \t]*$/.exec(text.slice(from, start))?.[0].length ?? 0;
  const spaceAfter = /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0;
  const newline = /^(\r\n|\n|\r)/.exec(text.slice(end + spaceAfter, end + spaceAfter + 2))?.[0].length ?? 0;
  const alone = start - spaceBefore === from;
  if (alone && newline > 0) return { offset: from, length: end + spaceAfter + newline - from, text: '' };
  const closes = newline > 0 || /[}\]]/.test(text[end + spaceAfter] ?? '');
  if (closes && !alone) return { offset: start - spaceBefore, length: end - start + spaceBefore, text: '' };
  return { offset: start, length: end - start + spaceAfter, text: '' };
}

function nodeAt(doc: ParsedDocument, path: JsonPath): Node | undefined {
  return path.reduce<Node | undefined>((node, segment) => node && childAt(node, segment), doc.tree);
}

function insertion(offset: number, text: string): TextEdit {
  return { offset, length: 0, text };
}

const linesOf = remembered((doc: ParsedDocument) => indexLines(doc.text));

function lineStart(doc: ParsedDocument, offset: number): number {
  const lines = linesOf(doc);
  return lines.starts[positionAt(lines, offset).line - 1] ?? 0;
}

/** White space at the beginning of the line of an offset. */
function indentAt(doc: ParsedDocument, offset: number): string {
  return /^[ \t]*/.exec(doc.text.slice(lineStart(doc, offset)))?.[0] ?? '';
}
