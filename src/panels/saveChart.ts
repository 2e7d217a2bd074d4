import { commands, l10n, Uri, window, workspace, type QuickPickItem } from 'vscode';
import type { Figure } from '../core/analysis/figures/figure';
import { watermarkOf } from '../core/analysis/format';
import { figureSvg } from '../core/analysis/figures/svg';
import type { Results } from '../core/analysis/results';
import { UserError } from '../lab/lab';
import type { FigureChoice } from '../protocol/results';
import { shownFigure } from './shownFigure';

interface FormatItem extends QuickPickItem {
  readonly format: 'svg' | 'png';
}

/** The chart that is shown: what it is made of, and of which experiment. */
export interface ChartShown {
  /** Absolute path. */
  readonly experiment: string;
  readonly results: Results;
  readonly choice: FigureChoice;
  /** The attempt that it is held against, if any. */
  readonly other: Results | null;
}

/** Asks for a format and a place and writes the chart that the panel shows, as it is when it is asked for. */
export async function saveChart(
  shown: ChartShown,
  pngOf: (svg: string) => Promise<Uint8Array>,
): Promise<void> {
  const figure = drawnFigure(shown);
  const format = await pickFormat();
  if (format === undefined) return;
  const svg = figureSvg(figure, { watermark: watermarkOf(shown.results.origin) });
  const bytes = format === 'svg' ? new TextEncoder().encode(svg) : await pngOf(svg);
  const target = await askTarget(shown.experiment, figure.kind, format);
  if (target === undefined) return;
  await workspace.fs.writeFile(target, bytes);
  // Whoever saves the next chart does not wait for an answer.
  void tellWritten(target);
}

function drawnFigure({ results, choice, other }: ChartShown): Figure {
  const { drawn } = shownFigure(results, choice, other);
  if (!('why' in drawn)) return drawn;
  throw new UserError(drawn.why, l10n.t('Choose a figure that has a chart.'));
}

async function pickFormat(): Promise<'svg' | 'png' | undefined> {
  const items: readonly FormatItem[] = [
    { label: 'SVG', description: l10n.t('Lines and text, for papers'), format: 'svg' },
    { label: 'PNG', description: l10n.t('Pixels, for slides and mail'), format: 'png' },
  ];
  const picked = await window.showQuickPick(items, { placeHolder: l10n.t('What the chart is saved as') });
  return picked?.format;
}

/** Beside the experiment, under its name and that of the figure, unless somebody says otherwise. */
async function askTarget(experiment: string, kind: string, format: 'svg' | 'png'): Promise<Uri | undefined> {
  const file = Uri.file(experiment);
  const name = (file.path.split('/').at(-1) ?? '').replace(/\.vmexperiment\.json$/, '');
  return await window.showSaveDialog({
    defaultUri: Uri.joinPath(file, '..', `${name}-${kind}.${format}`),
    filters: { [format.toUpperCase()]: [format] },
    saveLabel: l10n.t('Save Chart'),
  });
}

async function tellWritten(target: Uri): Promise<void> {
  const open = l10n.t('Open');
  const message = l10n.t('The chart is written to {0}.', target.fsPath);
  if ((await window.showInformationMessage(message, open)) === open)
    await commands.executeCommand('vscode.open', target);
}
