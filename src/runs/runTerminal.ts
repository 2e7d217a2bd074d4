import { commands, EventEmitter, l10n, window, workspace, type Pseudoterminal } from 'vscode';
import { type AttemptState, endedRuns, isHostTaken } from '../core/journal/state';
import type { Context } from '../platform/context';
import { isOurs } from '../platform/documents';
import { failureOf, isAbort } from '../platform/failure';
import { tellMoved } from '../platform/tellMoved';
import { needTrust } from '../platform/trust';
import { offersQueue } from './queueOffer';
import { screen, type Screen } from './screen';
import { problemLines } from './transcript';
import { watcher } from './watcher';

export type Job =
  | {
      readonly kind: 'start';
      readonly experiment: string;
      /** null: the picked one, or ask. */
      readonly host: string | null;
      readonly detach: boolean;
      readonly resume: boolean;
      /** With `resume`: run again what has failed. */
      readonly failed: boolean;
      /** Where another attempt has the host, wait for it. */
      readonly queue: boolean;
    }
  | { readonly kind: 'attach'; readonly folder: string };

/** How a terminal ended, as an exit code: 0 fine or detached, 1 failed, 2 could not begin. */
type Exit = 0 | 1 | 2;

const controlC = '\x03';

/**
 * The terminal of a run. It starts the experiment and follows it; the host runs on whatever becomes of the terminal.
 * Closing it, Ctrl-C, a reload and the end of the editor detach. Cancelling is a command of its own.
 */
export function runTerminal(
  context: Context,
  job: Job,
  pickHost: () => Promise<string | null>,
): Pseudoterminal {
  const written = new EventEmitter<string>();
  const closed = new EventEmitter<number>();
  const out = screen((text) => written.fire(text));
  const following = new AbortController();
  let folder: string | null = null;

  const begin = async (started: Extract<Job, { kind: 'start' }>): Promise<Started | null> => {
    const begun = await start(context, started, pickHost, out, following.signal);
    folder = begun?.folder ?? null;
    if (folder !== null) tellMoved(context, folder);
    return begun;
  };
  const run = async (): Promise<Exit> => {
    // A task comes here without a command.
    needTrust();
    if (job.kind === 'attach') {
      folder = job.folder;
      tellMoved(context, folder);
      return await toTheEnd(folder, context, out, following.signal);
    }
    const begun = await begin(job);
    if (begun === null) return 2;
    if (following.signal.aborted || job.detach) return detached(out);
    const last = await follow(context, begun.folder, out, following.signal);
    if (last === null) return detached(out);
    if (!isHostTaken(last) || !(await offersQueue(context, begun))) return ended(last, out);
    // The same attempt goes on, in line.
    const again = await begin({ ...job, host: begun.host, resume: true, queue: true });
    return again === null ? 2 : await toTheEnd(again.folder, context, out, following.signal, last);
  };
  return {
    onDidWrite: written.event,
    onDidClose: closed.event,
    open() {
      void run()
        .catch((error: unknown) => failed(context, out, error))
        .then((code) => closed.fire(code));
    },
    handleInput(data) {
      if (data.includes(controlC)) following.abort();
    },
    close() {
      if (following.signal.aborted) return;
      following.abort();
      if (folder !== null && context.followed.has(folder)) void sayHowToAttach(folder);
    },
  };
}

/** Where an attempt was started. */
export interface Started {
  readonly host: string;
  readonly folder: string;
}

/** Returns null when there is nothing to follow and the reason has been said. */
async function start(
  context: Context,
  job: Extract<Job, { kind: 'start' }>,
  pickHost: () => Promise<string | null>,
  out: Screen,
  signal: AbortSignal,
): Promise<Started | null> {
  const host = job.host ?? context.host.name ?? (await pickHost());
  if (host === null) {
    out.line({ tone: 'bad', text: l10n.t('No host is picked: nothing was started.') });
    return null;
  }
  await saveDocuments();
  out.line({ tone: 'plain', text: l10n.t('{0} on {1}', workspace.asRelativePath(job.experiment), host) });
  const started = await context.lab().start(job.experiment, host, {
    ...{ resume: job.resume, failed: job.failed, queue: job.queue },
    onProgress: (text) => out.line({ tone: 'dim', text }),
    signal,
  });
  out.line({ tone: 'dim', text: l10n.t('Attempt {0}', started.attempt) });
  return { host, folder: started.folder };
}

export async function saveDocuments(): Promise<void> {
  const unsaved = workspace.textDocuments.filter((document) => document.isDirty && isOurs(document));
  await Promise.all(unsaved.map((document) => document.save()));
}

async function toTheEnd(
  folder: string,
  context: Context,
  out: Screen,
  signal: AbortSignal,
  told: AttemptState | null = null,
): Promise<Exit> {
  const last = await follow(context, folder, out, signal, told);
  return last === null ? detached(out) : ended(last, out);
}

/** How it ended; null when it goes on and is no longer followed. `told` is how it was when it was last spoken of. */
async function follow(
  context: Context,
  folder: string,
  out: Screen,
  signal: AbortSignal,
  told: AttemptState | null = null,
): Promise<AttemptState | null> {
  context.followed.add(folder);
  try {
    const lab = context.lab();
    const watched = watcher(context, folder, out, await lab.planned(folder), told);
    const last = await lab.follow(folder, watched, signal);
    if (signal.aborted) return null;
    watched.onState(last);
    out.endProgress();
    return last;
  } catch (error) {
    if (signal.aborted && isAbort(error)) return null;
    throw error;
  } finally {
    context.followed.delete(folder);
    tellMoved(context, folder);
  }
}

function ended(state: AttemptState, out: Screen): Exit {
  const bad = state.runs.filter((run) => run.state === 'failed' || run.state === 'timeout').length;
  if (state.state === 'failed') {
    out.line({
      tone: 'bad',
      text: l10n.t('The attempt failed: {0}', state.why ?? l10n.t('no reason given')),
    });
    return 1;
  }
  if (state.state === 'cancelled') {
    out.line({ tone: 'bad', text: l10n.t('Cancelled. `Resume Attempt` goes on with what is left.') });
    return 1;
  }
  if (state.state === 'paused') {
    out.line({ tone: 'plain', text: l10n.t('Paused: the host is free. `Resume Attempt` goes on.') });
    return 0;
  }
  const text = l10n.t('Ended: {0} runs, {1} of them failed.', endedRuns(state), bad);
  out.line({ tone: bad === 0 ? 'good' : 'bad', text });
  return bad === 0 ? 0 : 1;
}

function detached(out: Screen): Exit {
  out.endProgress();
  out.line({
    tone: 'plain',
    text: l10n.t(
      'Detached: the host goes on by itself. The command `Attach to Running Attempt` shows it again, `Cancel Attempt` ends it.',
    ),
  });
  return 0;
}

function failed(context: Context, out: Screen, error: unknown): Exit {
  out.endProgress();
  if (isAbort(error)) {
    out.line({
      tone: 'plain',
      text: l10n.t('Stopped before the host had taken the experiment: nothing runs.'),
    });
    return 0;
  }
  const { message, remedy } = failureOf(error);
  context.log.error(error instanceof Error ? error : message);
  problemLines({ what: message, remedy }).forEach(out.line);
  return 2;
}

async function sayHowToAttach(folder: string): Promise<void> {
  const attach = l10n.t('Attach Again');
  const text = l10n.t('The experiment goes on on its host. It is listed under Runs, and above its document.');
  if ((await window.showInformationMessage(text, attach)) !== attach) return;
  await commands.executeCommand('vmPartitionLab.attach', folder);
}
