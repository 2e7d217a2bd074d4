import {
  commands,
  env,
  Uri,
  window,
  ViewColumn,
  type Disposable,
  type Webview,
  type WebviewPanel,
} from 'vscode';
import type { Results } from '../core/analysis/results';
import type { AttemptResults } from '../lab/lab';
import { experimentOf } from '../platform/attempts';
import type { Context } from '../platform/context';
import { eachOnce } from '../platform/eachOnce';
import { reporting } from '../platform/failure';
import { pageHtml, webviewFolder } from '../platform/page';
import { Store } from '../platform/store';
import { isFromResults } from '../protocol/fromResults';
import type { FromResults, ResultsPanelState, ToResults } from '../protocol/results';
import { chartPixels } from './chartPixels';
import { resultsPanelType, titleOf } from './panelTab';
import { detailView, NO_DETAIL } from './detailView';
import { journalWatch } from './journalWatch';
import { openOutput, openPicture, openSource } from './leads';
import { pickOther } from './pickOther';
import { readView } from './resultsView';
import { resultsWords } from './resultsWords';
import { saveChart } from './saveChart';
import { shownFigure } from './shownFigure';
import { turned } from './turned';

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

export interface ResultsPanel extends Disposable {
  readonly panel: WebviewPanel;
  readonly state: () => ResultsPanelState;
  /** Another experiment, or another attempt of it; what else was chosen stays. */
  readonly show: (subject: Pick<ResultsPanelState, 'experiment' | 'attempt'>) => void;
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
  let read: AttemptResults | null = null;
  let other: Results | null = null;
  let asked = NO_DETAIL;
  const post = (message: ToResults): void => void panel.webview.postMessage(message);

  const postDetail = (): void => {
    const detail = read === null ? null : detailView(read.results, asked);
    if (detail !== null) post({ type: 'detail', detail });
  };

  const pixels = store.add(chartPixels(panel, post));

  const update = eachOnce(
    async () => {
      if (!ready) return;
      const wanted = state;
      const found = await readView(context.lab(), wanted, context.host.name, env.language);
      // Something else may have been chosen while this was read.
      if (wanted !== state) {
        update();
        return;
      }
      ({ read, other } = found);
      post({ type: 'view', view: found.view });
      postDetail();
    },
    (error) => context.log.error(`Cannot show results of ${state.experiment}: ${String(error)}`),
  );
  const choose = (next: Partial<ResultsPanelState>): void => {
    state = turned(state, next);
    panel.title = titleOf(state.experiment);
    update();
  };
  const save = async (): Promise<void> => {
    if (read === null) return;
    const shown = { experiment: state.experiment, results: read.results, choice: state.figure, other };
    await saveChart(shown, pixels.pngOf);
  };
  const compare = async (): Promise<void> => {
    const { experiment } = state;
    const against = await pickOther(context.lab(), experiment, read?.folder ?? null);
    if (against !== undefined && experiment === state.experiment) choose({ against });
  };
  const receive = (message: FromResults): void => {
    if (message.type === 'ready') {
      // A page that was made anew has asked for nothing yet.
      [ready, asked] = [true, NO_DETAIL];
      post({ type: 'words', words: resultsWords() });
      update();
    } else if (message.type === 'choose') choose({ attempt: message.attempt });
    else if (message.type === 'pin') choose({ pinned: message.pinned });
    else if (message.type === 'view') {
      state = { ...state, figure: message.choice };
      // What is shown is there already; a reading under way finds that it is late, and is done again.
      if (read !== null) post({ type: 'figure', shown: shownFigure(read.results, message.choice, other) });
    } else if (message.type === 'detail') {
      ({ asked } = message);
      postDetail();
    } else if (message.type === 'drawn' || message.type === 'notDrawn') pixels.answer(message);
    else if (message.type === 'endComparison') choose({ against: null });
    else if (message.type === 'compare') void reporting(context.log, compare);
    else if (message.type === 'saveChart') void reporting(context.log, save);
    else void reporting(context.log, () => act(context, message, state.experiment, read));
  };
  store.add(
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (isFromResults(message)) receive(message);
    }),
  );
  store.add(
    context.attemptsChanged.event((experiment) => {
      const other = state.against === null ? null : experimentOf(state.against);
      if (experiment === state.experiment || experiment === other) update();
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
  return { panel, state: () => state, show: choose, dispose: () => store.dispose() };
}

function fill(webview: Webview, extension: Uri, title: string): void {
  webview.options = webviewOptions(extension);
  const files = { script: 'results.js', style: 'results.css' };
  const page = { title, language: env.language, ...files, drawsImages: true };
  webview.html = pageHtml(webview, extension, page);
}

async function act(
  context: Context,
  message: Extract<FromResults, { type: 'run' | 'openExperiment' | 'output' | 'source' | 'picture' }>,
  experiment: string,
  read: AttemptResults | null,
): Promise<void> {
  const uri = Uri.file(experiment);
  switch (message.type) {
    case 'run':
      await commands.executeCommand('vmPartitionLab.run', uri);
      break;
    case 'openExperiment':
      await window.showTextDocument(uri, { viewColumn: ViewColumn.One });
      break;
    case 'output':
      await openOutput(read, message.link);
      break;
    case 'source':
      await openSource(context.lab(), experiment, message.named);
      break;
    case 'picture':
      await openPicture(context.lab(), experiment, message.layout);
      break;
  }
}
