import { Range, type TextDocument, TextEdit } from 'vscode';
import type { TextEdit as CoreEdit, TextRange } from '../core/text/document';

/** An empty range is widened to the end of its word, or the squiggle could not be seen. */
export function editorRange(document: TextDocument, range: TextRange): Range {
  const start = document.positionAt(range.offset);
  const end = document.positionAt(range.offset + range.length);
  return range.length === 0
    ? (document.getWordRangeAtPosition(start) ?? new Range(start, end))
    : new Range(start, end);
}

/** Exactly the range, empty or not. */
export function editorSpan(document: TextDocument, { offset, length }: TextRange): Range {
  return new Range(document.positionAt(offset), document.positionAt(offset + length));
}

export function editorEdit(document: TextDocument, edit: CoreEdit): TextEdit {
  const start = document.positionAt(edit.offset);
  return TextEdit.replace(new Range(start, document.positionAt(edit.offset + edit.length)), edit.text);
}
