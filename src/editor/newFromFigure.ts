import { l10n, QuickPickItemKind, Uri, ViewColumn, window, workspace, type QuickPickItem } from 'vscode';
import { machineInWords } from '../core/assist/words';
import type { Lab } from '../lab/lab';
import type { Figure, MachineChoice, NewExperiment } from '../lab/newFromFigure';

/** Asks for a figure of the paper, a machine and a folder, and writes the experiment. It only writes text. */
export async function newFromFigure(lab: Lab): Promise<void> {
  const figure = await pickFigure(await lab.figures());
  if (figure === undefined) return;
  const choice = await pickMachine(await lab.machineChoices(await topologies()), {
    title: l10n.t('New from Figure (2 of 2)'),
    placeHolder: l10n.t('Machine that the experiment is adapted to'),
  });
  if (choice === undefined) return;
  const folder = await pickFolder();
  if (folder !== undefined) await show(await lab.newFromFigure(figure, choice, folder.fsPath));
}

async function pickFigure(figures: readonly Figure[]): Promise<string | undefined> {
  const items = figures.map(({ id, figures: numbers, title, detail }) => ({
    label: title,
    description: l10n.t('figure {0}', numbers.join(', ')),
    detail,
    id,
  }));
  const picked = await window.showQuickPick(items, {
    title: l10n.t('New from Figure (1 of 2)'),
    placeHolder: l10n.t('Figure of the paper'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.id;
}

interface MachineItem extends QuickPickItem {
  readonly choice?: MachineChoice;
}

export async function pickMachine(
  choices: readonly MachineChoice[],
  words: { readonly title: string; readonly placeHolder: string },
): Promise<MachineChoice | undefined> {
  const items = [
    ...group(l10n.t('topology files'), 'file', choices),
    ...group(l10n.t('hosts as last probed'), 'probe', choices),
    ...group(l10n.t('built in'), 'builtIn', choices),
  ];
  const picked = await window.showQuickPick(items, {
    ...words,
    matchOnDescription: true,
  });
  return picked?.choice;
}

function group(
  label: string,
  from: MachineChoice['from'],
  choices: readonly MachineChoice[],
): readonly MachineItem[] {
  const own = choices.filter((choice) => choice.from === from).map(machineItem);
  return own.length === 0 ? [] : [{ label, kind: QuickPickItemKind.Separator }, ...own];
}

function machineItem(choice: MachineChoice): MachineItem {
  const { from, name, machine } = choice;
  const label = from === 'file' ? workspace.asRelativePath(name) : name;
  return { label, description: machineInWords(machine), choice };
}

export async function topologies(): Promise<readonly string[]> {
  const found = await workspace.findFiles('**/*.vmtopology.json', '**/{node_modules,*.vmresults}/**', 200);
  return found
    .filter(({ scheme }) => scheme === 'file')
    .map(({ fsPath }) => fsPath)
    .sort();
}

/** The workspace's folder; asked for where there are several, or none. */
export async function pickFolder(): Promise<Uri | undefined> {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  if (folders.length === 1) return folders[0]?.uri;
  const title = l10n.t('Where the folder with the experiment is made');
  if (folders.length > 1) {
    return (await window.showWorkspaceFolderPick({ placeHolder: title }))?.uri;
  }
  const options = { canSelectFiles: false, canSelectFolders: true, title, openLabel: l10n.t('Write Here') };
  return (await window.showOpenDialog(options))?.[0];
}

/** The experiment with its first layout beside it. */
async function show({ experiment, layouts }: NewExperiment): Promise<void> {
  await window.showTextDocument(Uri.file(experiment), { preview: false, viewColumn: ViewColumn.Active });
  const [layout] = layouts;
  if (layout === undefined) return;
  await window.showTextDocument(Uri.file(layout), {
    ...{ preview: false, preserveFocus: true },
    viewColumn: ViewColumn.Beside,
  });
}
