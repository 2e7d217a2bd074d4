import { commands, l10n, ProgressLocation, Uri, window } from 'vscode';
import { UserError } from '../lab/lab';
import type { Subject } from '../platform/attempts';
import type { Context } from '../platform/context';
import { tellMoved } from '../platform/tellMoved';
import { saveDocuments } from './runTerminal';

/** What an experiment would show by the model, as an attempt beside it; its results open beside the text. */
export async function predict(context: Context, { experiment }: Subject): Promise<void> {
  if (experiment === undefined)
    throw new UserError(l10n.t('No experiment is open.'), l10n.t('Open the .vmexperiment.json file first.'));
  await saveDocuments();
  const options = { location: ProgressLocation.Notification, title: l10n.t('Predicting'), cancellable: true };
  const { folder } = await window.withProgress(options, async (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    return await context.lab().predict(experiment, {
      onProgress: (message) => progress.report({ message }),
      signal: abort.signal,
    });
  });
  tellMoved(context, folder);
  await commands.executeCommand('vmPartitionLab.openResults', Uri.file(experiment));
}
