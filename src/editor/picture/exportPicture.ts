import { commands, l10n, window, type QuickPickItem, type Uri } from 'vscode';
import { fileOf } from '../../lab/pictureSvg';
import type { Context } from '../../platform/context';
import { layoutEditorType } from '../../platform/layoutPictures';
import { layoutFileOf } from '../layoutArgument';
import { pictureTheme } from '../pictureTheme';
import type { LayoutEditor } from './layoutEditor';
import { askTarget, saveDrawings } from './saveExported';

interface FormatItem extends QuickPickItem {
  readonly format: 'svg' | 'png';
}

/** Writes the picture with its legend, in the colours of the editor's theme, to a file that the person names. */
export async function exportPicture(
  context: Context,
  editor: LayoutEditor,
  argument: unknown,
): Promise<void> {
  const layout = layoutFileOf(argument);
  const format = await pickFormat();
  if (format === 'svg') await exportSvg(context, layout);
  else if (format === 'png') await exportPng(editor, layout);
}

async function pickFormat(): Promise<FormatItem['format'] | undefined> {
  const items: readonly FormatItem[] = [
    { label: 'SVG', description: l10n.t('Lines and text, for papers and further drawing'), format: 'svg' },
    { label: 'PNG', description: l10n.t('Pixels, for slides and mail'), format: 'png' },
  ];
  return (await window.showQuickPick(items, { placeHolder: l10n.t('What the picture is written as') }))
    ?.format;
}

/** A layout over several hosts has a picture a host: each goes to a file with the host in its name. */
async function exportSvg(context: Context, layout: Uri): Promise<void> {
  const drawn = await context.lab().picture.svg(layout.fsPath, pictureTheme());
  const target = await askTarget(layout, 'svg');
  if (target === undefined) return;
  const file = /\.svg$/i.test(target.path) ? target.path : `${target.path}.svg`;
  const drawings = drawn.map(({ host, svg }) => ({
    target: target.with({ path: fileOf(file, host, drawn.length) }),
    content: svg,
  }));
  await saveDrawings(drawings, 'svg');
}

/** Only a page can make pixels: the one that shows the layout, opened where there is none. It answers in its own time. */
async function exportPng(editor: LayoutEditor, layout: Uri): Promise<void> {
  const shown = editor.shown(layout);
  if (shown !== undefined) {
    shown.exportAs('png');
    shown.panel.reveal();
    return;
  }
  editor.whenOpened(layout, (picture) => picture.exportAs('png'));
  await commands.executeCommand('vscode.openWith', layout, layoutEditorType);
}
