import { basename } from 'node:path';
import {
  commands,
  env,
  l10n,
  Uri,
  window,
  ViewColumn,
  type Disposable,
  type Webview,
  type WebviewPanel,
} from 'vscode';
import type { Context } from '../platform/context';
import { eachOnce } from '../platform/eachOnce';
import { pageHtml, webviewFolder } from '../platform/page';
import { Store } from '../platform/store';
import { isFromResults, type FromResults, type ResultsPanelState, type ToResults } from '../protocol/results';
import { journalWatch } from './journalWatch';
import { readView } from './resultsView';
import { resultsWords } from './resultsWords';

export const resultsPanelType = 'vmPartitionLab.results';

/** Beside the experiment, without taking the focus from it. */
export function createPanel(extension: Uri, experiment: string): WebviewPanel {
  const column = { viewColumn: ViewColumn.Beside, preserveFocus: true };
  return window.createWebviewPanel(resultsPanelType, titleOf(experiment), column, webviewOptions(extension));
}

function webviewOptions(extension: Uri): {
  readonly enableScripts: true;
  readonly localResourceRoots: Uri[];
} {
  return { enableScripts: true, localResourceRoots: [webviewFolder(extension)] };
}

export function titleOf(experiment: string): string {
  return l10n.t('Results: {0}', basename(experiment, '.vmexperiment.json'));
}

export interface ResultsPanel extends Disposable {
  readonly panel: WebviewPanel;
  show(state: ResultsPanelState): void;
}

/** Fills a panel, new or restored, and keeps it up to date until it is closed. */
export function resultsPanel(
  context: Context,
  panel: WebviewPanel,
  initial: ResultsPanelState,
): ResultsPanel {
  const store = new Store();
  const { extensionUri } = context.extension;
  let state = initial;
  let ready = false;
  const post = (message: ToResults): void => void panel.webview.postMessage(message);

  const update = eachOnce(
    async () => {
      if (!ready) return;
      const view = await readView(context.lab(), state, context.host.name, env.language);
      // Another attempt may have been chosen while this one was read.
      if (view.panel === state) post({ type: 'view', view });
      else update();
    },
    (error) => context.log.error(`Cannot show results of ${state.experiment}: ${String(error)}`),
  );
  const choose = (next: ResultsPanelState): void => {
    state = next;
    update();
  };
  store.add(
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (!isFromResults(message)) return;
      if (message.type === 'ready') {
        ready = true;
        post({ type: 'words', words: resultsWords() });
        update();
      } else if (message.type === 'choose') choose({ ...state, attempt: message.attempt });
      else void act(message, state.experiment);
    }),
  );
  store.add(
    context.attemptsChanged.event((experiment) => {
      if (experiment === state.experiment) update();
    }),
  );
  store.add(context.host.onDidChange(update));
  // The lenses above the experiment and the list of runs hear of it as well.
  const moved = (): void => context.attemptsChanged.fire(state.experiment);
  store.add(
    journalWatch(
      context.lab,
      () => state,
      () => panel.visible,
      moved,
    ),
  );
  store.add(panel.onDidChangeViewState(update));
  store.add(panel.onDidDispose(() => store.dispose()));
  fill(panel.webview, extensionUri, titleOf(state.experiment));
  return { panel, show: choose, dispose: () => store.dispose() };
}

function fill(webview: Webview, extension: Uri, title: string): void {
  webview.options = webviewOptions(extension);
  const page = { title, language: env.language, script: 'results.js', style: 'results.css' };
  webview.html = pageHtml(webview, extension, page);
}

async function act(
  message: Exclude<FromResults, { type: 'ready' | 'choose' }>,
  experiment: string,
): Promise<void> {
  const uri = Uri.file(experiment);
  if (message.type === 'run') await commands.executeCommand('vmPartitionLab.run', uri);
  else await window.showTextDocument(uri, { viewColumn: ViewColumn.One });
}
