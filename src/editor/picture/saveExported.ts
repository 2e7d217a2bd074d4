import { l10n, Uri, window, workspace, type TextDocument } from 'vscode';

type Format = 'svg' | 'png';

/** Asks where a drawing goes and writes it. `content` is the text of an SVG, or a PNG in base64. */
export async function saveExported(
  { uri }: Pick<TextDocument, 'uri'>,
  format: Format,
  content: string,
): Promise<void> {
  const target = await askTarget(uri, format);
  if (target !== undefined) await saveDrawings([{ target, content }], format);
}

export async function askTarget(layout: Uri, format: Format): Promise<Uri | undefined> {
  const name = (layout.path.split('/').at(-1) ?? '').replace(/\.vmlayout\.json$/, '');
  return await window.showSaveDialog({
    defaultUri: Uri.joinPath(layout, '..', `${name}.${format}`),
    filters: { [format.toUpperCase()]: [format] },
    saveLabel: l10n.t('Export'),
  });
}

export interface Drawing {
  readonly target: Uri;
  readonly content: string;
}

export async function saveDrawings(drawings: readonly Drawing[], format: Format): Promise<void> {
  for (const { target, content } of drawings)
    await workspace.fs.writeFile(target, Buffer.from(content, format === 'png' ? 'base64' : 'utf8'));
  const paths = drawings.map(({ target }) => target.fsPath);
  void window.showInformationMessage(l10n.t('The picture is written to {0}.', paths.join(', ')));
}
