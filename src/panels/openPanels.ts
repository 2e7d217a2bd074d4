import { l10n, type Disposable, type WebviewPanelSerializer } from 'vscode';
import { UserError } from '../lab/lab';
import { subjectOf, type Subject } from '../platform/attempts';
import type { Commands } from '../platform/commands';
import type { Context } from '../platform/context';
import { reporting } from '../platform/failure';
import { isPanelState, type ResultsPanelState } from '../protocol/results';
import { exportResults } from './exportResults';
import { openWithExperiment } from './openWithExperiment';
import { createPanel, resultsPanel, type ResultsPanel } from './resultsPanel';

export interface Panels extends Disposable {
  readonly commands: Commands;
  /** Fills panels again after a reload; they remember documents, never data. */
  readonly serializer: WebviewPanelSerializer;
}

/** One panel an experiment: asking again brings it to the front. */
export function openPanels(context: Context): Panels {
  const open = new Map<string, ResultsPanel>();
  const keep = (shown: ResultsPanel, { experiment }: ResultsPanelState): void => {
    open.set(experiment, shown);
    shown.panel.onDidDispose(() => {
      if (open.get(experiment) === shown) open.delete(experiment);
    });
  };
  const show = (state: ResultsPanelState): void => {
    const there = open.get(state.experiment);
    if (there === undefined) {
      keep(
        resultsPanel(context, createPanel(context.extension.extensionUri, state.experiment), state),
        state,
      );
      return;
    }
    there.show(state);
    there.panel.reveal(undefined, true);
  };
  const opener = openWithExperiment(context, (experiment) => show({ experiment, attempt: null }));
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
        if (isPanelState(state)) {
          const remembered = { experiment: state.experiment, attempt: state.attempt };
          keep(resultsPanel(context, panel, remembered), remembered);
        } else panel.dispose();
        return Promise.resolve();
      },
    },
    dispose() {
      opener.dispose();
      for (const shown of [...open.values()]) shown.dispose();
    },
  };
}

function stateOf({ experiment, attempt }: Subject): ResultsPanelState {
  if (experiment !== undefined) return { experiment, attempt: attempt ?? null };
  throw new UserError(l10n.t('No experiment is open.'), l10n.t('Open the .vmexperiment.json file first.'));
}
