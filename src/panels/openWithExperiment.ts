import { commands, l10n, TabInputWebview, window, workspace, type Disposable } from 'vscode';
import type { Context } from '../platform/context';
import { isExperiment } from '../platform/documents';
import { failureOf } from '../platform/failure';
import { opensResults } from '../platform/settings';
import { Store } from '../platform/store';
import { resultsPanelType, titleOf } from './panelTab';

/**
 * Where the setting asks for it, shows the panel beside an experiment that has results, once each time that the
 * document is opened: a panel that a person closes stays closed.
 */
export function openWithExperiment(context: Context): Disposable {
  const store = new Store();
  const seen = new Set<string>();
  const look = async (): Promise<void> => {
    for (const { document } of window.visibleTextEditors) {
      const { uri } = document;
      if (!isExperiment(uri) || seen.has(uri.fsPath)) continue;
      seen.add(uri.fsPath);
      if (!opensResults(uri) || isShown(uri.fsPath)) continue;
      if ((await context.lab().attempts(uri.fsPath)).length > 0)
        await commands.executeCommand('vmPartitionLab.openResults', uri);
    }
  };
  const lookSafely = (): void => {
    look().catch((error: unknown) => {
      context.log.warn(l10n.t('Results cannot be looked for: {0}', failureOf(error).message));
    });
  };
  store.add(window.onDidChangeVisibleTextEditors(lookSafely));
  store.add(workspace.onDidCloseTextDocument(({ uri }) => seen.delete(uri.fsPath)));
  lookSafely();
  return store;
}

/** After a reload a panel may be there as a tab that has not been filled yet. */
function isShown(experiment: string): boolean {
  const title = titleOf(experiment);
  return window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .some(
      ({ label, input }) =>
        label === title && input instanceof TabInputWebview && input.viewType.endsWith(resultsPanelType),
    );
}
