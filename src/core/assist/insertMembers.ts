import type { TextEdit, TextRange } from '../text/document';
import { renderValue, styleOf } from '../text/render';
import { lineStart } from './lines';

/** Puts further members of a list behind one of them: each on a line of its own where that one has one. */
export function insertMembers(text: string, after: TextRange, values: readonly unknown[]): TextEdit {
  const style = styleOf(text);
  const before = text.slice(lineStart(text, after.offset), after.offset);
  const isOwnLine = /^[ \t]*$/.test(before);
  const lead = isOwnLine ? style.eol + before : ' ';
  const members = values.map((value) => `,${lead}${renderValue(value, style, before, before.length)}`);
  return { offset: after.offset + after.length, length: 0, text: members.join('') };
}
