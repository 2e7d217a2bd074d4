import { TabInputCustom, window, type Tab, type Uri, type ViewColumn } from 'vscode';

/** The custom editor that shows a layout as a picture. */
export const layoutEditorType = 'vmPartitionLab.layoutEditor';

export function isPicture({ input }: Tab, uri: Uri): boolean {
  return (
    input instanceof TabInputCustom &&
    input.viewType === layoutEditorType &&
    input.uri.toString() === uri.toString()
  );
}

/** null while the picture is in no tab. */
export function columnOfPicture(uri: Uri): ViewColumn | null {
  const group = window.tabGroups.all.find(({ tabs }) => tabs.some((tab) => isPicture(tab, uri)));
  return group?.viewColumn ?? null;
}
