import { ThemeIcon, TreeItem, type Command } from 'vscode';

/** An item of a view that stands for nothing yet and says what can be done. */
export interface Hint {
  readonly kind: 'hint';
  readonly label: string;
  /** Name of one of the editor's icons. */
  readonly icon: string;
  readonly command: Omit<Command, 'title'>;
}

export function hintItem({ label, icon, command }: Hint): TreeItem {
  const item = new TreeItem(label);
  item.iconPath = new ThemeIcon(icon);
  item.contextValue = 'hint';
  item.command = { title: '', ...command };
  return item;
}
