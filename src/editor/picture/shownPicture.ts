import { env, l10n, Uri, type Disposable, type TextDocument, type WebviewPanel } from 'vscode';
import type { Context } from '../../platform/context';
import { eachOnce } from '../../platform/eachOnce';
import { failureOf, reporting } from '../../platform/failure';
import { markWatch } from '../../platform/markWatch';
import { paced } from '../../platform/paced';
import { Store } from '../../platform/store';
import { isFromLayout } from '../../protocol/fromLayout';
import type { FromLayout, ToLayout } from '../../protocol/layout';
import { layoutWords } from '../layoutWords';
import type { Acted, EditQueue } from './editQueue';
import type { PictureChanges } from './pictureChanges';
import { pictureViews } from './pictureViews';
import { saveExported } from './saveExported';
import { revealPath, revealPlace } from './textPlaces';

export interface ShownPicture extends Disposable {
  readonly panel: WebviewPanel;
  readonly document: TextDocument;
  /** Has the page make a file of what it shows, as soon as it shows something. */
  exportAs(format: 'svg' | 'png'): void;
}

/** Milliseconds between two looks at an attempt that goes on; its events may come by the hundred. */
const betweenLooks = 1000;

type Edit = Extract<FromLayout, { readonly type: 'act' | 'fix' }>;

/** One picture of a layout: its page is told of every change, and what is done in it becomes edits of the text. */
export function shownPicture(
  context: Context,
  document: TextDocument,
  panel: WebviewPanel,
  edits: EditQueue,
  changes: PictureChanges,
): ShownPicture {
  const { log } = context;
  const store = new Store();
  const views = pictureViews(context, document);
  const post = (message: ToLayout): void => void panel.webview.postMessage(message);
  let page: 'none' | 'new' | 'told' = 'none';
  let wanted: 'svg' | 'png' | null = null;

  const update = eachOnce(
    async () => {
      if (page === 'none' || !panel.visible) return;
      const messages = await views.read(page === 'new');
      if (messages.length === 0) return;
      messages.forEach(post);
      page = 'told';
      if (wanted !== null) post({ type: 'export', format: wanted });
      wanted = null;
    },
    (error) => log.error(`Cannot draw ${document.uri.fsPath}: ${String(error)}`),
  );
  const answer = async (message: Edit): Promise<void> => {
    const { request } = message;
    post({ type: 'acted', request, ...(await edited(message).catch(failed)) });
  };
  const edited = async (message: Edit): Promise<Acted> => {
    if (message.type === 'act') return await edits.act(message.action);
    const { version, finding, fix } = message;
    // An empty list of edits is refused as well: the view of that version is gone.
    const made = views.last?.version === version ? views.last.drawn.fixes[finding]?.[fix] : undefined;
    return made === undefined ? gone() : await edits.apply(version, made);
  };
  const failed = (error: unknown): Acted => {
    log.error(error instanceof Error ? error : String(error));
    return { message: failureOf(error).message, first: null, select: [] };
  };
  const preview = async ({ request, rule }: Extract<FromLayout, { type: 'preview' }>): Promise<void> => {
    const made = await context.lab().picture.preview(document.uri.fsPath, document.getText(), rule);
    post({ type: 'preview', request, ...made });
  };
  let lastQuestion = 0;
  /** Of questions that come faster than they are answered only the last one is. */
  const predict = async (question: Extract<FromLayout, { type: 'predict' }>): Promise<void> => {
    const { request } = question;
    lastQuestion = request;
    const isWanted = (): boolean => lastQuestion === request && page !== 'none';
    const view = await context
      .lab()
      .picture.predict(document.uri.fsPath, document.getText(), question, isWanted);
    if (isWanted()) post({ type: 'predicted', request, view });
  };
  const receive = async (message: FromLayout): Promise<void> => {
    switch (message.type) {
      case 'ready':
        greet();
        return;
      case 'act':
      case 'fix':
        return answer(message);
      case 'preview':
        return preview(message);
      case 'predict':
        return predict(message);
      case 'reveal':
        return revealPath(document, message.path);
      case 'openText':
        return revealPlace(document, message.line, message.column);
      case 'openLink':
        return openLink(message.link);
      case 'exported':
        return saveExported(document, message.format, message.content);
    }
  };
  /** A page that was hidden is a new one mostly, and says so; one that was not has missed what was told meanwhile. */
  const greet = (): void => {
    page = 'new';
    post({ type: 'words', words: layoutWords() });
    update();
  };
  const openLink = async (link: string): Promise<void> => {
    // Pages about rules and nothing else.
    const known = views.last?.drawn.view.findings.some((finding) => finding.link === link) ?? false;
    if (known) await env.openExternal(Uri.parse(link, true));
  };
  store.add(
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (isFromLayout(message)) void reporting(log, () => receive(message));
      else log.warn(`The picture of ${document.uri.fsPath} sent what is no message.`);
    }),
  );
  store.add(
    changes.event((changed) => {
      if (changed === null || changed === document) update();
    }),
  );
  const moved = paced(betweenLooks, update);
  store.add(context.attemptsChanged.event(moved));
  // Another window or the command line may run the attempt.
  const mark = (): Promise<string> => context.lab().picture.mark(document.uri.fsPath);
  store.add(markWatch(mark, () => page === 'told' && panel.visible, moved));
  store.add(
    panel.onDidChangeViewState(() => {
      if (panel.visible && page !== 'none') greet();
    }),
  );
  store.add(
    panel.onDidDispose(() => {
      page = 'none';
      store.dispose();
    }),
  );
  return {
    panel,
    document,
    exportAs(format) {
      wanted = format;
      update();
    },
    dispose: () => store.dispose(),
  };
}

function gone(): Acted {
  const message = l10n.t('The text has changed since. Look at what is found in it now.');
  return { message, first: null, select: [] };
}
