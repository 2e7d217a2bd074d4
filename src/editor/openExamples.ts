import { commands, FileType, l10n, Uri, window, workspace } from 'vscode';

/** Copies the examples into a new folder at a place that the person chooses, and opens it. */
export async function openExamples(extension: Uri): Promise<void> {
  const picked = await window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    title: l10n.t('Where the folder with the examples is made'),
    openLabel: l10n.t('Copy Examples Here'),
  });
  if (picked?.[0] === undefined) return;
  const folder = await freeFolder(picked[0]);
  await copyDocuments(Uri.joinPath(extension, 'examples'), folder);
  await openFolder(folder);
}

/** Nothing that is there already is written over. */
async function freeFolder(parent: Uri): Promise<Uri> {
  for (let number = 1; ; number++) {
    const name = `vm-partition-lab-examples${number === 1 ? '' : `-${number}`}`;
    const folder = Uri.joinPath(parent, name);
    const isThere = await workspace.fs.stat(folder).then(
      () => true,
      () => false,
    );
    if (!isThere) return folder;
  }
}

/** With the folders in it; results of earlier attempts are no part of the examples. */
async function copyDocuments(from: Uri, to: Uri): Promise<void> {
  const entries = await workspace.fs.readDirectory(from);
  for (const [name, type] of entries) {
    const [source, target] = [Uri.joinPath(from, name), Uri.joinPath(to, name)];
    if (type === FileType.File) await workspace.fs.copy(source, target);
    else if (type === FileType.Directory && !name.endsWith('.vmresults')) await copyDocuments(source, target);
  }
}

/** A window that has a folder keeps it until the person says otherwise. */
async function openFolder(folder: Uri): Promise<void> {
  if (workspace.workspaceFolders !== undefined) {
    const open = l10n.t('Open Folder');
    const message = l10n.t('The examples are in {0}.', folder.fsPath);
    if ((await window.showInformationMessage(message, open)) !== open) return;
  }
  await commands.executeCommand('vscode.openFolder', folder);
}
