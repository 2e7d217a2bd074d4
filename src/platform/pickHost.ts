import { commands, l10n, QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import type { HostEntry } from '../lab/lab';
import type { Context } from './context';

interface HostItem extends QuickPickItem {
  /** Name of a host; a function for what is not one yet. */
  readonly host: string | (() => Promise<string | null>);
}

/** Lets a person pick the host of this workspace, and returns it; null when nothing was picked. Contacts none. */
export async function pickHost(context: Context): Promise<string | null> {
  const host = await chooseHost(context, l10n.t('Host that experiments of this workspace run on'));
  if (host !== null) await context.host.pick(host);
  return host;
}

/** Asks for a host for one action, without picking it for the workspace. */
export async function chooseHost(context: Context, placeHolder: string): Promise<string | null> {
  const known = await context.lab().hosts();
  const items: HostItem[] = [
    ...known.map((entry) => hostItem(entry, context.host.name)),
    { label: '', kind: QuickPickItemKind.Separator, host: '' },
    { label: l10n.t('$(terminal) Another ssh destination…'), host: askForDestination },
    { label: l10n.t('$(edit) Edit hosts file…'), host: editHosts },
  ];
  const picked = await window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  if (picked === undefined) return null;
  return typeof picked.host === 'string' ? picked.host : await picked.host();
}

function hostItem({ name, kind, detail }: HostEntry, current: string | null): HostItem {
  const icon = {
    local: '$(device-desktop)',
    ssh: '$(remote)',
    rehearsal: '$(beaker)',
    model: '$(graph-line)',
  }[kind];
  const mark = name === current ? `  ${l10n.t('picked')}` : '';
  return { label: `${icon} ${name}`, description: `${detail}${mark}`, host: name };
}

async function askForDestination(): Promise<string | null> {
  const destination = await window.showInputBox({
    prompt: l10n.t('What you would type after `ssh`: a host of your ssh configuration, or user@host'),
    validateInput: (text) =>
      /^[^-\s]\S*$/.test(text) ? null : l10n.t('One word that does not begin with a hyphen'),
  });
  return destination === undefined ? null : `ssh:${destination}`;
}

async function editHosts(): Promise<null> {
  await commands.executeCommand('vmPartitionLab.editHosts');
  return null;
}
