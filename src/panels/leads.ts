import { commands, l10n, Range, Uri, ViewColumn, window, workspace, type TextDocument } from 'vscode';
import type { Link } from '../core/analysis/figures/figure';
import { UserError, type AttemptResults, type Lab } from '../lab/lab';
import { columnOfPicture, layoutEditorType } from '../platform/layoutPictures';
import { outputUri } from '../platform/outputUri';
import type { Named } from '../protocol/results';
import { outputOf } from './outputOf';

/** Beside the panel, in the column where texts are. */
const where = { viewColumn: ViewColumn.One } as const;

/** Opens what a session's runs have printed. */
export async function openOutput(read: AttemptResults | null, link: Link): Promise<void> {
  const found = read === null ? null : outputOf(read, link);
  if (read === null || found === null) {
    throw new UserError(
      l10n.t('{0} has no output here.', link.session ?? link.layout),
      l10n.t('Attach to the attempt: what it has printed on its host is copied then.'),
    );
  }
  await window.showTextDocument(outputUri(read.folder, found.part, found.label), { ...where, preview: true });
}

/** Shows where the experiment's text names something of its results. */
export async function openSource(lab: Lab, experiment: string, named: Named): Promise<void> {
  const document = await workspace.openTextDocument(Uri.file(experiment));
  const found = await lab.assist.named(experiment, document.getText(), named);
  if (found === null) {
    await window.showTextDocument(document, where);
    throw notNamed(named);
  }
  const selection = rangeIn(document, found.range);
  await window.showTextDocument(document, { ...where, selection });
}

/** Shows a layout as a picture; one that is written inside the experiment has its text alone. */
export async function openPicture(lab: Lab, experiment: string, layout: string): Promise<void> {
  const document = await workspace.openTextDocument(Uri.file(experiment));
  const named: Named = { kind: 'layout', name: layout };
  const found = await lab.assist.named(experiment, document.getText(), named);
  if (found === null) throw notNamed(named);
  if (found.file === null) await openSource(lab, experiment, named);
  else await showPicture(Uri.file(found.file));
}

/** Where it is open already, else beside the panel: in the active group it would cover what led there. */
async function showPicture(layout: Uri): Promise<void> {
  const column = columnOfPicture(layout) ?? where.viewColumn;
  await commands.executeCommand('vscode.openWith', layout, layoutEditorType, column);
}

function notNamed({ name }: Named): UserError {
  return new UserError(
    l10n.t('The experiment does not name {0} any more.', name),
    l10n.t('Its text was changed since this attempt was planned; plan.json in the attempt’s folder has it.'),
  );
}

function rangeIn(document: TextDocument, { offset, length }: { offset: number; length: number }): Range {
  return new Range(document.positionAt(offset), document.positionAt(offset + length));
}
