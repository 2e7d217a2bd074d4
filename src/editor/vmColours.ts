import {
  window,
  workspace,
  type DecorationOptions,
  type Disposable,
  type TextDocument,
  type TextEditor,
} from 'vscode';
import { colouredNamesIn, type ColouredName } from '../core/assist/colouredNames';
import { colourOf } from '../core/picture/palette';
import { parseDocument } from '../core/text/parse';
import { isOurs } from '../platform/documents';
import { showsVmColours } from '../platform/settings';
import { Store } from '../platform/store';
import { pictureTheme } from './pictureTheme';
import { editorSpan } from './ranges';

/** Marks move with the text by themselves; new ones may come a moment later. */
const pauseMilliseconds = 50;

/** Before the name of each VM the colour that it has in the picture, and its number: colour is not the only sign. */
export function vmColours(): Disposable {
  const store = new Store();
  const type = store.add(window.createTextEditorDecorationType({}));
  let timer: NodeJS.Timeout | undefined;
  const mark = (editors: readonly TextEditor[]): void => {
    for (const editor of editors) {
      if (isOurs(editor.document)) editor.setDecorations(type, marksOf(editor.document));
    }
  };
  const markAll = (): void => mark(window.visibleTextEditors);
  const markSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(markAll, pauseMilliseconds);
  };
  store.add(window.onDidChangeVisibleTextEditors(mark));
  store.add(window.onDidChangeActiveColorTheme(markAll));
  store.add(
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && isOurs(document)) markSoon();
    }),
  );
  store.add(
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('vmPartitionLab.vmColours')) markAll();
    }),
  );
  store.add({ dispose: () => clearTimeout(timer) });
  markAll();
  return store;
}

function marksOf(document: TextDocument): DecorationOptions[] {
  if (!showsVmColours(document.uri)) return [];
  return colouredNamesIn(parseDocument(document.getText())).map((name) => markOf(document, name));
}

function markOf(document: TextDocument, { colour, range }: ColouredName): DecorationOptions {
  const { fill, ink } = colourOf(colour, pictureTheme());
  const before = {
    // Spaces that do not break keep the mark wider than its number.
    contentText: `\u00a0${colour}\u00a0`,
    backgroundColor: fill,
    color: ink,
    border: `1px solid ${fill}`,
    margin: '0 0.6ch 0 0',
  };
  return { range: editorSpan(document, range), renderOptions: { before } };
}
