import { env, l10n, ProgressLocation, Uri, window, type QuickPickItem } from 'vscode';
import { UserError } from '../lab/lab';
import type { ExportKind } from '../lab/resultExports';
import { subjectOf } from '../platform/attempts';
import type { Context } from '../platform/context';

interface FormItem extends QuickPickItem {
  readonly form: ExportKind;
  /** Ending of its file; null where a folder is asked for. */
  readonly ending: string | null;
}

/** Asks for a form and a place, and writes the results of an attempt, or of an experiment's newest one. */
export async function exportResults(context: Context, argument: unknown): Promise<void> {
  const { experiment, attempt } = subjectOf(argument);
  const path = attempt ?? experiment;
  if (path === undefined || experiment === undefined)
    throw new UserError(l10n.t('No experiment is open.'), l10n.t('Open the .vmexperiment.json file first.'));
  const picked = await pickForm();
  const target = picked === undefined ? undefined : await askTarget(Uri.file(experiment), picked);
  if (picked === undefined || target === undefined) return;
  const title = l10n.t('Exporting results');
  const written = await window.withProgress({ location: ProgressLocation.Window, title }, () =>
    context.lab().exports.save(path, picked.form, target.fsPath),
  );
  if (written === null)
    throw new UserError(l10n.t('There are no results yet.'), l10n.t('Run the experiment first.'));
  await tellWritten(written, picked);
}

async function pickForm(): Promise<FormItem | undefined> {
  const items: readonly FormItem[] = [
    item('html', '.html', l10n.t('Report'), l10n.t('One HTML page with figures, tables, host and methods')),
    item('archive', '.tar.gz', l10n.t('Archive'), l10n.t('Everything, to be read back by vmpart results')),
    item('svg', null, l10n.t('Figures'), l10n.t('Each as SVG, into a folder')),
    item('methods', '.txt', l10n.t('Methods'), l10n.t('How it was done, in words for a paper')),
    item('csv', '.csv', 'CSV', l10n.t('A row for each run')),
    item('json', '.json', 'JSON', l10n.t('All numbers')),
  ];
  return await window.showQuickPick(items, { placeHolder: l10n.t('What the results are written as') });
}

function item(form: ExportKind, ending: string | null, label: string, description: string): FormItem {
  return { form, ending, label, description };
}

/** Beside the experiment, under its name, unless somebody says otherwise. */
async function askTarget(experiment: Uri, { ending }: FormItem): Promise<Uri | undefined> {
  const folder = Uri.joinPath(experiment, '..');
  if (ending === null) {
    const how = { defaultUri: folder, canSelectFiles: false, canSelectFolders: true };
    return (await window.showOpenDialog({ ...how, openLabel: l10n.t('Export Here') }))?.[0];
  }
  const name = (experiment.path.split('/').at(-1) ?? '').replace(/\.vmexperiment\.json$/, '');
  const saved = await window.showSaveDialog({
    defaultUri: Uri.joinPath(folder, `${name}-results${ending}`),
    saveLabel: l10n.t('Export'),
  });
  // An archive is known by its ending when it is read.
  return saved === undefined || saved.path.endsWith(ending)
    ? saved
    : saved.with({ path: saved.path + ending });
}

async function tellWritten(written: readonly string[], { ending }: FormItem): Promise<void> {
  const open = l10n.t('Open');
  const [first] = written;
  const offers = first !== undefined && ending !== '.tar.gz' ? [open] : [];
  const message = l10n.t('The results are written to {0}.', written.join(', '));
  if ((await window.showInformationMessage(message, ...offers)) !== open || first === undefined) return;
  // Where the extension runs elsewhere no browser of this machine reaches the file.
  const isPage = (ending === '.html' || ending === null) && env.remoteName === undefined;
  if (isPage) await env.openExternal(Uri.file(first));
  else await window.showTextDocument(Uri.file(first));
}
