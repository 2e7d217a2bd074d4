import { l10n, window, type QuickPickItem } from 'vscode';
import { UserError } from '../lab/lab';
import type { Context } from '../platform/context';
import type { Subject } from '../platform/attempts';
import { tellMoved } from '../platform/tellMoved';

type Mode = 'now' | 'run' | 'block';

/** Ends an attempt in the way that the person picks; nothing is ended without that. */
export async function cancelAttempt(context: Context, subject: Subject): Promise<void> {
  const folder = subject.attempt ?? (await newestOf(context, subject));
  const waits = await isQueued(context, folder);
  // In line nothing is under way that could be waited for.
  const mode = waits ? 'now' : await askMode();
  if (mode === null) return;
  await context.lab().cancel(folder, mode);
  tellMoved(context, folder);
  const what = {
    now: waits ? l10n.t('Left the line') : l10n.t('Cancelled'),
    run: l10n.t('Ends after this run'),
    block: l10n.t('Ends after this block'),
  };
  window.setStatusBarMessage(what[mode], 5000);
}

/** Lets what is under way end, and frees the host until the attempt is resumed. */
export async function pauseAttempt(context: Context, subject: Subject): Promise<void> {
  const folder = subject.attempt ?? (await newestOf(context, subject));
  const after = await askPause();
  if (after === null) return;
  await context.lab().pause(folder, after);
  tellMoved(context, folder);
  const what = { run: l10n.t('Pauses after this run'), block: l10n.t('Pauses after this block') };
  window.setStatusBarMessage(what[after], 5000);
}

async function isQueued(context: Context, folder: string): Promise<boolean> {
  return (await context.lab().results(folder))?.state.state === 'queued';
}

export async function newestOf(context: Context, { experiment }: Subject): Promise<string> {
  if (experiment === undefined) {
    throw new UserError(l10n.t('No experiment is open.'), l10n.t('Open the .vmexperiment.json file first.'));
  }
  const newest = (await context.lab().attempts(experiment))[0];
  if (newest !== undefined) return newest;
  throw new UserError(l10n.t('{0} has no attempt yet.', experiment), l10n.t('Run it first.'));
}

async function askPause(): Promise<'run' | 'block' | null> {
  const items: (QuickPickItem & { readonly mode: 'run' | 'block' })[] = [
    {
      mode: 'run',
      label: l10n.t('After this run'),
      detail: l10n.t('Its VMs are ended then; a warm run that is left has its history made again.'),
    },
    {
      mode: 'block',
      label: l10n.t('After this block'),
      detail: l10n.t('No session is broken off.'),
    },
  ];
  const placeHolder = l10n.t('When should the attempt pause? `Resume Attempt` goes on with it.');
  return (await window.showQuickPick(items, { placeHolder }))?.mode ?? null;
}

async function askMode(): Promise<Mode | null> {
  const items: (QuickPickItem & { readonly mode: Mode })[] = [
    {
      mode: 'block',
      label: l10n.t('After this block'),
      detail: l10n.t('The block ends whole: all its runs count.'),
    },
    { mode: 'run', label: l10n.t('After this run'), detail: l10n.t('The run that is on is kept.') },
    {
      mode: 'now',
      label: l10n.t('Now'),
      detail: l10n.t('The run that is on is lost; its VMs are ended at once.'),
    },
  ];
  const placeHolder = l10n.t('When should the attempt end? It can be resumed later.');
  return (await window.showQuickPick(items, { placeHolder }))?.mode ?? null;
}
