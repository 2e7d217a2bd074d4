import { l10n, ProgressLocation, Uri, window } from 'vscode';
import type { ExportFormat } from '../core/plan/exportLayout';
import type { Context } from '../platform/context';
import { layoutFileOf } from './layoutArgument';

interface FormatItem {
  readonly label: string;
  readonly description: string;
  readonly format: ExportFormat;
}

/** Asks for a format and a folder, and writes a file a VM there. `argument` is a layout's file; else the active one. */
export async function exportLayout(context: Context, argument: unknown): Promise<void> {
  const layout = layoutFileOf(argument);
  const format = await pickFormat();
  if (format === undefined) return;
  const folder = await pickFolder(layout);
  if (folder === undefined) return;
  const title = l10n.t('Exporting {0}', basename(layout));
  const files = await window.withProgress({ location: ProgressLocation.Window, title }, () =>
    context.lab().exportLayout(layout.fsPath, format, folder.fsPath),
  );
  const [first] = files.flatMap(({ path }) => (path === null ? [] : [path]));
  const open = l10n.t('Open');
  const message = l10n.t('{0} files are written to {1}.', files.length, folder.fsPath);
  if ((await window.showInformationMessage(message, ...(first === undefined ? [] : [open]))) !== open) return;
  if (first !== undefined) await window.showTextDocument(Uri.file(first));
}

async function pickFormat(): Promise<ExportFormat | undefined> {
  const items: readonly FormatItem[] = [
    { label: 'libvirt', description: l10n.t('A domain a VM, as XML for virsh define'), format: 'libvirt' },
    { label: 'QEMU', description: l10n.t('A command a VM'), format: 'qemu' },
  ];
  const picked = await window.showQuickPick(items, { placeHolder: l10n.t('What the VMs are written for') });
  return picked?.format;
}

async function pickFolder(layout: Uri): Promise<Uri | undefined> {
  const picked = await window.showOpenDialog({
    defaultUri: Uri.joinPath(layout, '..'),
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: l10n.t('Export Here'),
  });
  return picked?.[0];
}

function basename(uri: Uri): string {
  return uri.path.split('/').at(-1) ?? uri.path;
}
