import { env, l10n, QuickPickItemKind, Uri, window, workspace, type QuickPickItem } from 'vscode';
import { UserError, type Lab } from '../lab/lab';
import { attemptLabel } from '../platform/attempts';

interface AttemptItem extends QuickPickItem {
  /** null for a line between groups. */
  readonly folder: string | null;
}

type Sources = Pick<Lab, 'attempts' | 'standing'>;

/**
 * Asks which attempt the shown one is held against: others of its experiment first, then those of other experiments of the
 * workspace, each newest first. undefined where nobody chooses. Throws a UserError where there is no other attempt.
 */
export async function pickOther(
  lab: Sources,
  experiment: string,
  shown: string | null,
): Promise<string | undefined> {
  const placeHolder = l10n.t('What the attempt is compared with');
  // Open at once, to be seen and left while many journals are read.
  const items = offered(lab, experiment, shown);
  const picked = await window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  return picked?.folder ?? undefined;
}

async function offered(
  lab: Sources,
  experiment: string,
  shown: string | null,
): Promise<readonly AttemptItem[]> {
  const items = await itemsOf(lab, [experiment, ...(await otherExperiments(experiment))], shown);
  if (items.length > 0) return items;
  throw new UserError(
    l10n.t('There is no other attempt to compare with.'),
    l10n.t('Run the experiment once more, or open a folder with another experiment that has results.'),
  );
}

async function otherExperiments(experiment: string): Promise<readonly string[]> {
  const found = await workspace.findFiles('**/*.vmexperiment.json', '**/node_modules/**', 500);
  return found
    .map(({ fsPath }) => fsPath)
    .filter((path) => path !== experiment)
    .sort((a, b) => a.localeCompare(b));
}

async function itemsOf(
  lab: Sources,
  experiments: readonly string[],
  shown: string | null,
): Promise<readonly AttemptItem[]> {
  const groups = experiments.map(async (path): Promise<readonly AttemptItem[]> => {
    const folders = (await lab.attempts(path)).filter((folder) => folder !== shown);
    if (folders.length === 0) return [];
    const label = workspace.asRelativePath(Uri.file(path));
    const items = folders.map((folder) => itemOf(lab, folder));
    return [{ label, kind: QuickPickItemKind.Separator, folder: null }, ...(await Promise.all(items))];
  });
  return (await Promise.all(groups)).flat();
}

async function itemOf(lab: Sources, folder: string): Promise<AttemptItem> {
  // One that cannot be read says so once it is chosen.
  const standing = await lab.standing(folder).catch(() => null);
  return { label: attemptLabel(folder, env.language), description: originOf(standing), folder };
}

/** Times of different origin are not compared: it is seen before one is chosen. */
function originOf(standing: Awaited<ReturnType<Lab['standing']>> | null): string {
  switch (standing?.state.origin) {
    case 'measured':
      return l10n.t('measured');
    case 'rehearsed':
      return l10n.t('rehearsed');
    case 'predicted':
      return l10n.t('predicted');
    default:
      return '';
  }
}
