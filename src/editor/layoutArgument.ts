import { l10n, TabInputCustom, TabInputText, Uri, window, workspace } from 'vscode';
import { UserError } from '../lab/lab';
import { kindOf } from '../platform/documents';

/** The layout that a command was called on: a file of a menu, else the one in the active editor, text or picture. Else null. */
export function layoutOf(argument: unknown): Uri | null {
  const uri = argument instanceof Uri ? argument : activeUri();
  return uri !== undefined && kindOf(uri.path) === 'layout' ? uri : null;
}

/** Of a file of this machine: what is done with it reads and writes by path. Throws a UserError where there is none. */
export function layoutFileOf(argument: unknown): Uri {
  const uri = layoutOf(argument);
  if (uri?.scheme === 'file') return uri;
  throw new UserError(l10n.t('Only a layout can be exported.'), l10n.t('Open a .vmlayout.json file first.'));
}

/** The active layout, else one of the workspace that the person picks; null when there is none or none was picked. */
export async function layoutOrPick(argument: unknown): Promise<Uri | null> {
  const uri = layoutOf(argument);
  if (uri !== null) return uri;
  const found = await workspace.findFiles('**/*.vmlayout.json', '**/*.vmresults/**', MOST_LAYOUTS);
  if (found.length === 0) {
    throw new UserError(
      l10n.t('There is no layout in this workspace.'),
      l10n.t(
        'Open a folder with a .vmlayout.json file, or an example with "VM Partition Lab: Open Examples".',
      ),
    );
  }
  const items = found
    .map((file) => ({ label: workspace.asRelativePath(file), file }))
    .sort((a, b) => (a.label < b.label ? -1 : 1));
  const picked = await window.showQuickPick(items, { placeHolder: l10n.t('Layout to show') });
  return picked?.file ?? null;
}

/** Nobody reads a longer list. */
const MOST_LAYOUTS = 500;

/** Of the tab and not of the text editor: a picture has none. */
function activeUri(): Uri | undefined {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof TabInputText || input instanceof TabInputCustom) return input.uri;
  return window.activeTextEditor?.document.uri;
}
