import { commands, TabInputText, Uri, ViewColumn, window, type Tab } from 'vscode';
import { columnOfPicture, isPicture, layoutEditorType } from '../../platform/layoutPictures';
import { columnOfText } from './textPlaces';

/** Where the other way of looking at a layout opens: beside what is there, or in its place. */
export type Where = 'beside' | 'here';

/** From text to picture. From elsewhere, the explorer say, it opens in the active group. */
export async function openPicture(uri: Uri, where: Where): Promise<void> {
  const from = activeTab((tab) => isText(tab, uri));
  if (where === 'here') {
    await commands.executeCommand('vscode.openWith', uri, layoutEditorType, ViewColumn.Active);
    await closeClean(from);
    return;
  }
  const column = columnOfPicture(uri) ?? (from === undefined ? ViewColumn.Active : ViewColumn.Beside);
  await commands.executeCommand('vscode.openWith', uri, layoutEditorType, column);
}

/** From picture to text. */
export async function openText(uri: Uri, where: Where): Promise<void> {
  const from = activeTab((tab) => isPicture(tab, uri));
  if (where === 'here') {
    await commands.executeCommand('vscode.openWith', uri, 'default', ViewColumn.Active);
    await closeClean(from);
    return;
  }
  const viewColumn = columnOfText({ uri }) ?? (from === undefined ? ViewColumn.Active : ViewColumn.Beside);
  await window.showTextDocument(uri, { viewColumn });
}

function activeTab(is: (tab: Tab) => boolean): Tab | undefined {
  const tab = window.tabGroups.activeTabGroup.activeTab;
  return tab !== undefined && is(tab) ? tab : undefined;
}

function isText({ input }: Tab, uri: Uri): boolean {
  return input instanceof TabInputText && input.uri.toString() === uri.toString();
}

/** A tab with unsaved changes stays: closing it would ask whether to save them. */
async function closeClean(tab: Tab | undefined): Promise<void> {
  if (tab !== undefined && !tab.isDirty) await window.tabGroups.close(tab);
}
