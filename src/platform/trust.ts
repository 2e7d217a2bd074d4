import { commands, l10n, window, workspace } from 'vscode';
import { UserError } from '../lab/lab';

/** Why nothing is reached or started in Restricted Mode, and the way out of it. */
export function notTrusted(): UserError {
  return new UserError(
    l10n.t('This workspace is not trusted, and its documents name commands and hosts: nothing is started.'),
    l10n.t('Read the documents, then trust the workspace: command `Workspaces: Manage Workspace Trust`.'),
  );
}

/** Throws where nothing may be reached or started. */
export function needTrust(): void {
  if (!workspace.isTrusted) throw notTrusted();
}

/** False in Restricted Mode, and says why. */
export function isTrustedOrSays(): boolean {
  if (!workspace.isTrusted) void say();
  return workspace.isTrusted;
}

async function say(): Promise<void> {
  const manage = l10n.t('Manage Workspace Trust');
  if ((await window.showWarningMessage(notTrusted().message, manage)) !== manage) return;
  await commands.executeCommand('workbench.trust.manage');
}
