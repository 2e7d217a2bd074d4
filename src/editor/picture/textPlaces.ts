import { Position, Range, TabInputText, ViewColumn, window, type TextDocument } from 'vscode';
import type { JsonPath } from '../../core/text/document';
import { parseDocument, rangeAt } from '../../core/text/parse';
import { editorSpan } from '../ranges';

/** Shows the value at a path of the text: in the group that has the text already, else beside the picture. */
export async function revealPath(document: TextDocument, path: JsonPath): Promise<void> {
  const range = rangeAt(parseDocument(document.getText()), path);
  await showText(document, editorSpan(document, range));
}

/** Lines and columns count from 1. */
export async function revealPlace(document: TextDocument, line: number, column: number): Promise<void> {
  const place = document.validatePosition(new Position(Math.max(0, line - 1), Math.max(0, column - 1)));
  await showText(document, new Range(place, place));
}

async function showText(document: TextDocument, selection: Range): Promise<void> {
  const viewColumn = columnOfText(document) ?? ViewColumn.Beside;
  await window.showTextDocument(document, { viewColumn, selection });
}

/** null while the text is in no tab. */
export function columnOfText(document: Pick<TextDocument, 'uri'>): ViewColumn | null {
  const uri = document.uri.toString();
  const group = window.tabGroups.all.find(({ tabs }) =>
    tabs.some(({ input }) => input instanceof TabInputText && input.uri.toString() === uri),
  );
  return group?.viewColumn ?? null;
}
