import { basename } from 'node:path';
import { l10n } from 'vscode';

export const resultsPanelType = 'vmPartitionLab.results';

/** What is written on its tab. */
export function titleOf(experiment: string): string {
  return l10n.t('Results: {0}', basename(experiment, '.vmexperiment.json'));
}
