import { l10n, languages, LanguageStatusSeverity, type Disposable } from 'vscode';
import { selector } from '../platform/documents';
import type { PickedHost } from '../platform/pickedHost';
import { Store } from '../platform/store';

/** The picked host beside the language of an experiment, with the command that picks another. */
export function hostStatus(host: PickedHost): Disposable {
  const store = new Store();
  const item = store.add(languages.createLanguageStatusItem('vmPartitionLab.host', selector('experiment')));
  item.name = l10n.t('VM Partition Lab: host');
  const show = (): void => {
    const { name } = host;
    item.text = name === null ? l10n.t('No host picked') : l10n.t('Host: {0}', name);
    item.detail = name === null ? l10n.t('Experiments need one to run on') : l10n.t('Experiments run here');
    item.severity = name === null ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
    item.command = { command: 'vmPartitionLab.pickHost', title: l10n.t('Pick Host') };
  };
  store.add(host.onDidChange(show));
  show();
  return store;
}
