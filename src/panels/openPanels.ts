import { l10n, window, type Disposable, type TextEditor, type WebviewPanelSerializer } from 'vscode';
import { UserError } from '../lab/lab';
import { subjectOf, type Subject } from '../platform/attempts';
import type { Commands } from '../platform/commands';
import type { Context } from '../platform/context';
import { isExperiment } from '../platform/documents';
import { reporting } from '../platform/failure';
import { panelState } from '../protocol/fromResults';
import { firstChoice, type ResultsPanelState } from '../protocol/results';
import { exportResults } from './exportResults';
import { panelFor } from './panelFor';
import { createPanel, resultsPanel, type ResultsPanel } from './resultsPanel';

export interface Panels extends Disposable {
  readonly commands: Commands;
  /** Fills panels again after a reload; they remember documents, never data. */
  readonly serializer: WebviewPanelSerializer;
}

type Asked = Pick<ResultsPanelState, 'experiment' | 'attempt'>;

/** One panel follows the experiment that is active; those that were pinned stay with theirs. */
export function openPanels(context: Context): Panels {
  const open = new Set<ResultsPanel>();
  const keep = (shown: ResultsPanel): void => {
    open.add(shown);
    shown.panel.onDidDispose(() => open.delete(shown));
  };
  const show = (asked: Asked): void => {
    const there = panelFor(open, asked.experiment)?.panel;
    if (there === undefined) {
      const panel = createPanel(context.extension.extensionUri, asked.experiment);
      keep(resultsPanel(context, panel, { ...asked, against: null, pinned: false, figure: firstChoice }));
      return;
    }
    there.show(asked);
    there.panel.reveal(undefined, true);
  };
  const follow = (editor: TextEditor | undefined): void => {
    if (editor === undefined || !isExperiment(editor.document.uri)) return;
    const experiment = editor.document.uri.fsPath;
    const found = panelFor(open, experiment);
    // What is hidden is not shown for that: nothing jumps to the front.
    if (found?.isOwn === false && found.panel.panel.visible) found.panel.show({ experiment, attempt: null });
  };
  const following = window.onDidChangeActiveTextEditor(follow);
  return {
    commands: {
      openResults: (argument) =>
        reporting(context.log, () => {
          show(stateOf(subjectOf(argument)));
          return Promise.resolve();
        }),
      exportResults: (argument) => reporting(context.log, () => exportResults(context, argument)),
    },
    serializer: {
      deserializeWebviewPanel(panel, state: unknown) {
        const remembered = panelState(state);
        if (remembered === null) panel.dispose();
        else keep(resultsPanel(context, panel, remembered));
        return Promise.resolve();
      },
    },
    dispose() {
      following.dispose();
      for (const shown of [...open]) shown.dispose();
    },
  };
}

function stateOf({ experiment, attempt }: Subject): Asked {
  if (experiment !== undefined) return { experiment, attempt: attempt ?? null };
  throw new UserError(l10n.t('No experiment is open.'), l10n.t('Open the .vmexperiment.json file first.'));
}
