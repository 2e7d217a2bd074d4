import {
  env,
  l10n,
  type CustomTextEditorProvider,
  type Disposable,
  type TextDocument,
  type Uri,
  type WebviewPanel,
} from 'vscode';
import type { Context } from '../../platform/context';
import { isOurs } from '../../platform/documents';
import { pageHtml, webviewFolder } from '../../platform/page';
import { noticeText } from '../../platform/pageText';
import { Store } from '../../platform/store';
import { documentEdits } from './documentEdits';
import { pictureChanges } from './pictureChanges';
import { shownPicture, type ShownPicture } from './shownPicture';

/** A layout as a picture, beside its text or instead of it: both edit the one text document. */
export interface LayoutEditor extends Disposable {
  readonly provider: CustomTextEditorProvider;
  /** A picture of the document that is open, a visible one before others. */
  shown(uri: Uri): ShownPicture | undefined;
  /** Calls back with the next picture of the document that opens. */
  whenOpened(uri: Uri, act: (picture: ShownPicture) => void): void;
}

export function layoutEditor(context: Context): LayoutEditor {
  const store = new Store();
  const changes = store.add(pictureChanges(context));
  const editsOf = documentEdits(context.lab);
  const open = new Set<ShownPicture>();
  const waiting = new Map<string, (picture: ShownPicture) => void>();

  const show = (document: TextDocument, panel: WebviewPanel): void => {
    const picture = shownPicture(context, document, panel, editsOf(document), changes);
    open.add(picture);
    panel.onDidDispose(() => open.delete(picture));
    fill(context.extension.extensionUri, document, panel);
    const key = document.uri.toString();
    waiting.get(key)?.(picture);
    waiting.delete(key);
  };
  return {
    provider: {
      resolveCustomTextEditor(document, panel) {
        if (isOurs(document)) show(document, panel);
        else explain(panel);
      },
    },
    shown(uri) {
      const pictures = [...open].filter(({ document }) => document.uri.toString() === uri.toString());
      return pictures.find(({ panel }) => panel.visible) ?? pictures[0];
    },
    whenOpened: (uri, act) => waiting.set(uri.toString(), act),
    dispose() {
      for (const picture of [...open]) picture.dispose();
      store.dispose();
    },
  };
}

function fill(extension: Uri, document: TextDocument, { webview }: WebviewPanel): void {
  webview.options = { enableScripts: true, localResourceRoots: [webviewFolder(extension)] };
  const title = l10n.t('Picture of {0}', document.uri.path.split('/').at(-1) ?? '');
  const page = { title, language: env.language, script: 'layout.js', style: 'layout.css', drawsImages: true };
  webview.html = pageHtml(webview, extension, page);
}

/** The machine and whatever else a layout names is read by path. */
function explain({ webview }: WebviewPanel): void {
  webview.html = noticeText(
    env.language,
    l10n.t('No picture of this document'),
    l10n.t(
      'A layout is drawn with the machine that it names, which is read from the disk of the machine on which the editor works. Save the document there as a .vmlayout.json file, or edit it as text.',
    ),
  );
}
