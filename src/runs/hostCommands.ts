import { l10n, Uri, window, workspace } from 'vscode';
import { printable, shortened } from '../core/text/printable';
import { machineToDocument } from '../core/topology/toDocument';
import type { HostFacts } from '../core/topology/facts';
import { UserError } from '../lab/lab';
import { asking } from '../platform/asking';
import type { Context } from '../platform/context';
import { chooseHost } from '../platform/pickHost';
import type { Subject } from '../platform/attempts';
import type { HostsView } from './hostsView';

/** Program and arguments for a terminal in which a person answers what ssh asks; null for hosts that ask nothing. */
export type ConnectCommand = (host: string) => Promise<readonly string[] | null>;

export async function connectHost(
  context: Context,
  subject: Subject,
  command: ConnectCommand,
): Promise<void> {
  const host = await hostFor(context, subject, l10n.t('Host to connect to'));
  if (host === null) return;
  const [shellPath, ...shellArgs] = (await command(host)) ?? [];
  if (shellPath === undefined) {
    throw new UserError(
      l10n.t('{0} needs no connection.', host),
      l10n.t('Connect hosts that are reached by ssh.'),
    );
  }
  window.createTerminal({ name: l10n.t('Connect {0}', host), shellPath, shellArgs }).show();
}

/** Opens the machine as a document that can be saved beside layouts. */
export async function probeHost(context: Context, subject: Subject): Promise<void> {
  const host = await hostFor(context, subject, l10n.t('Host to probe'));
  if (host === null) return;
  const { machine, facts } = await asking(l10n.t('Probing {0}', host), ({ signal }) =>
    context.lab().probe(host, signal),
  );
  const text = `// ${factsLine(host, facts)}\n${JSON.stringify(machineToDocument(machine), null, 2)}\n`;
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const name = `${host.replace(/[^A-Za-z0-9.-]+/g, '-')}.vmtopology.json`;
  const uri = (folder === undefined ? Uri.file(name) : Uri.joinPath(folder, name)).with({
    scheme: 'untitled',
  });
  const document = await workspace.openTextDocument(uri);
  const editor = await window.showTextDocument(document);
  await editor.edit((edit) => edit.insert(document.positionAt(0), text));
}

function factsLine(host: string, facts: HostFacts): string {
  const kvm = facts.kvm === true ? l10n.t('KVM can be used') : l10n.t('KVM cannot be used by this user');
  const known = [facts.cpuModel, facts.os, facts.kernel, kvm].filter((fact) => fact !== null);
  return `${host}: ${known.join(', ')}`.replace(/[\r\n\u2028\u2029]/g, ' ');
}

export async function listAttempts(context: Context, subject: Subject, view: HostsView): Promise<void> {
  const host = await hostFor(context, subject, l10n.t('Host whose attempts are listed'));
  if (host === null) return;
  view.show(host, await asking(l10n.t('Asking {0}', host), () => context.lab().runs(host)));
}

/** Looks for what a power cut may have left on a host, says it, and cleans up only when told to. */
export async function doctor(context: Context, subject: Subject): Promise<void> {
  const host = await hostFor(context, subject, l10n.t('Host to look at'));
  if (host === null) return;
  const found = await asking(l10n.t('Looking at {0}', host), () => context.lab().doctor(host, false));
  if (found.length === 0) {
    void window.showInformationMessage(l10n.t('{0}: nothing is left of earlier attempts.', host));
    return;
  }
  const clean = l10n.t('Clean Up');
  const detail = found.map(({ what, remedy }) => `${shownLine(what)}\n${shownLine(remedy)}`).join('\n\n');
  const message = l10n.t('{0}: {1} findings', host, found.length);
  if ((await window.showWarningMessage(message, { modal: true, detail }, clean)) !== clean) return;
  const after = await asking(l10n.t('Cleaning up {0}', host), () => context.lab().doctor(host, true));
  const left = after.filter(({ cleaned }) => !cleaned);
  for (const { what, remedy } of left) context.log.warn(`${host}: ${what} ${remedy}`);
  void window.showInformationMessage(
    left.length === 0
      ? l10n.t('{0} is clean.', host)
      : l10n.t('{0}: {1} findings are left, see the log.', host, left.length),
  );
}

/** Words of a host. */
function shownLine(text: string): string {
  return printable(shortened(text, 500));
}

/** Opens the hosts file; one that is not there yet begins with an example to fill in. */
export async function editHosts(path: string): Promise<void> {
  const uri = Uri.file(path);
  const there = await workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (!there) {
    const example = { version: 1, hosts: { quad: { kind: 'ssh', destination: 'user@quad.example' } } };
    await workspace.fs.createDirectory(Uri.joinPath(uri, '..'));
    await workspace.fs.writeFile(uri, new TextEncoder().encode(JSON.stringify(example, null, 2) + '\n'));
  }
  await window.showTextDocument(uri);
}

async function hostFor(context: Context, { host }: Subject, placeHolder: string): Promise<string | null> {
  return host ?? (await chooseHost(context, placeHolder));
}
