import { window, l10n, type LogOutputChannel } from 'vscode';
import { HostError } from '../lab/ports';
import { notice } from '../core/text/printable';
import { UserError } from '../lab/lab';

/** What went wrong in words for a person; `remedy` is empty where none is known. */
export interface Failure {
  readonly message: string;
  readonly remedy: string;
}

export function failureOf(error: unknown): Failure {
  if (error instanceof UserError) {
    const said = error.place === '' || error.message.includes(error.place);
    return { message: said ? error.message : `${error.place}: ${error.message}`, remedy: error.remedy };
  }
  if (error instanceof HostError) return { message: error.message, remedy: error.remedy };
  return { message: error instanceof Error ? error.message : String(error), remedy: '' };
}

export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** Runs what a person asked for. A failure is shown with its remedy; the log keeps the whole of it. */
export async function reporting<T>(log: LogOutputChannel, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!isAbort(error)) void showFailure(log, error);
    return undefined;
  }
}

async function showFailure(log: LogOutputChannel, error: unknown): Promise<void> {
  const { message, remedy } = failureOf(error);
  log.error(error instanceof Error ? error : message);
  const showLog = l10n.t('Show Log');
  const text = notice(`${message} ${remedy}`.trim());
  if ((await window.showErrorMessage(text, showLog)) === showLog) log.show();
}
