import { env, l10n, window, type QuickPickItem } from 'vscode';
import { formatSpan } from '../core/text/span';
import type { RemoteAttempt } from '../lab/lab';
import { attemptLabel } from '../platform/attempts';
import type { Context } from '../platform/context';
import type { Started } from './runTerminal';

/** Asks whether an attempt whose host is taken is to wait for it. Says who has it, as far as this user may know. */
export async function offersQueue(context: Context, { host, folder }: Started): Promise<boolean> {
  const items: (QuickPickItem & { readonly wait: boolean })[] = [
    {
      wait: true,
      label: l10n.t('$(watch) Wait in Line'),
      detail: l10n.t('It begins by itself when its turn comes, and waits also when the editor is closed.'),
    },
    {
      wait: false,
      label: l10n.t('$(close) Do Not Wait'),
      detail: l10n.t('Nothing runs. `Resume Attempt` begins it later.'),
    },
  ];
  const placeHolder = await takenWords(context, host, folder);
  const picked = await window.showQuickPick(items, { placeHolder, ignoreFocusOut: true });
  return picked?.wait === true;
}

/** Attempts of other users are not seen here: the lock is all that says that they are there. */
async function takenWords(context: Context, host: string, folder: string): Promise<string> {
  const runs = await context
    .lab()
    .runs(host)
    .catch((): readonly RemoteAttempt[] => []);
  const other = runs.find(({ state, attempt }) => state === 'running' && !folder.endsWith(attempt));
  if (other === undefined) return l10n.t('{0} is taken by an attempt of another user.', host);
  const { ended, planned } = other.runs;
  const who = attemptLabel(other.attempt, env.language);
  if (other.secondsLeft === null)
    return l10n.t('{0} is taken by {1}: {2} of {3} runs.', host, who, ended, planned);
  const left = formatSpan(other.secondsLeft);
  return l10n.t('{0} is taken by {1}: {2} of {3} runs, about {4} left.', host, who, ended, planned, left);
}
