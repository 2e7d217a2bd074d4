import type { Node } from 'jsonc-parser';
import type { JsonPath, TextEdit, ValueChange } from './document';
import { childAt, parseDocument, type ParsedDocument } from './parse';
import { edited, editsOf, piecesOf, textOf } from './pieces';
import { renderValue, styleOf, type TextStyle } from './render';
import { lastCommentEnd, tailOf } from './trivia';

/**
 * Small edits on the document's text that make the changes, one after the other, and keep comments, indentation and
 * line ends. They do not overlap and ascend. Removing what is not there changes nothing; throws when a change does
 * not fit the document, such as a key set in an array.
 */
export function changesToEdits(doc: ParsedDocument, changes: readonly ValueChange[]): TextEdit[] {
  const style = styleOf(doc.text);
  let state = piecesOf(doc.text);
  let now = doc;
  for (const change of changes) {
    const edits =
      'remove' in change ? removal(now, change.path) : setting(now, change.path, change.value, style);
    // From the back, so that the offsets of the others stay right.
    for (const edit of [...edits].reverse()) state = edited(state, edit);
    now = parseDocument(textOf(state));
  }
  return editsOf(state);
}

/** The text after edits that do not overlap, in any order. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const backwards = [...edits].sort((a, b) => b.offset - a.offset || b.length - a.length);
  return backwards.reduce(
    (result, edit) => result.slice(0, edit.offset) + edit.text + result.slice(edit.offset + edit.length),
    text,
  );
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
      return insertMember(doc.text, node, { key, value: wrapped(path.slice(depth + 1), value) }, style);
    }
    node = child;
  }
  const base = indentAt(doc.text, node.offset);
  const text = renderValue(value, style, base, node.offset - lineStart(doc.text, node.offset));
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

function insertMember(text: string, container: Node, member: Member, style: TextStyle): TextEdit[] {
  const last = container.children?.at(-1);
  if (last === undefined) return insertFirst(text, container, member, style);
  const end = last.offset + last.length;
  const tail = tailOf(text, end);
  const before = text.slice(lineStart(text, last.offset), last.offset);
  const ownLine = /^[ \t]*$/.test(before);
  const base = ownLine ? before : indentAt(text, container.offset) + style.indent;
  // A member that shares its line stays with the others there, unless a comment ends that line.
  const lead = ownLine || tail.lineEnds ? style.eol + base : ' ';
  const comma = tail.comma === null ? [insertion(end, ',')] : [];
  const trailing = tail.comma === null ? '' : ',';
  return [...comma, insertion(tail.end, lead + memberText(member, style, base) + trailing)];
}

/** Into an object or array without members, which may hold comments. */
function insertFirst(text: string, container: Node, member: Member, style: TextStyle): TextEdit[] {
  const from = container.offset + 1;
  const to = container.offset + container.length - 1;
  const base = indentAt(text, container.offset);
  const inner = base + style.indent;
  const line = style.eol + inner + memberText(member, style, inner);
  const comments = lastCommentEnd(text, from, to);
  if (comments === from) return [{ offset: from, length: to - from, text: line + style.eol + base }];
  // A line comment's own line break stands before the closing bracket already.
  if (/[\r\n]/.test(text.slice(comments, to))) return [insertion(comments, line)];
  return [{ offset: comments, length: to - comments, text: line + style.eol + base }];
}

function memberText(member: Member, style: TextStyle, base: string): string {
  const label = member.key === null ? '' : `${JSON.stringify(member.key)}: `;
  return label + renderValue(member.value, style, base, base.length + label.length);
}

function removal(doc: ParsedDocument, path: JsonPath): TextEdit[] {
  const value = path.reduce<Node | undefined>((node, segment) => node && childAt(node, segment), doc.tree);
  if (value === undefined || value.parent === undefined) return [];
  const member = value.parent.type === 'property' ? value.parent : value;
  const members = member.parent?.children ?? [];
  const previous = members[members.indexOf(member) - 1];
  const { text } = doc;
  const end = member.offset + member.length;
  const { comma } = tailOf(text, end);
  if (comma !== null && text.slice(end, comma).trim() === '')
    return [withSpace(text, member.offset, comma + 1)];
  const main = withSpace(text, member.offset, end);
  if (comma !== null) return [main, { offset: comma, length: 1, text: '' }];
  const before = previous === undefined ? null : tailOf(text, previous.offset + previous.length).comma;
  return before === null ? [main] : [{ offset: before, length: 1, text: '' }, main];
}

/** Removal of a range together with its line where nothing else stands there, else with the space on one side. */
function withSpace(text: string, start: number, end: number): TextEdit {
  const from = lineStart(text, start);
  const spaceBefore = /[ \t]*$/.exec(text.slice(from, start))?.[0].length ?? 0;
  const spaceAfter = /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0;
  const newline = /^(\r\n|\n|\r)/.exec(text.slice(end + spaceAfter, end + spaceAfter + 2))?.[0].length ?? 0;
  const alone = start - spaceBefore === from;
  if (alone && newline > 0) return { offset: from, length: end + spaceAfter + newline - from, text: '' };
  const closes = newline > 0 || /[}\]]/.test(text[end + spaceAfter] ?? '');
  if (closes && !alone) return { offset: start - spaceBefore, length: end - start + spaceBefore, text: '' };
  return { offset: start, length: end - start + spaceAfter, text: '' };
}

function insertion(offset: number, text: string): TextEdit {
  return { offset, length: 0, text };
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}

/** White space at the beginning of the line of an offset. */
function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset)))?.[0] ?? '';
}
