import { ProgressLocation, window } from 'vscode';

export interface Asking {
  /** Shows what is done. */
  readonly onProgress: (message: string) => void;
  /** Fires when the person cancels. */
  readonly signal: AbortSignal;
}

/** A notification with progress and a way out, for as long as something takes. */
export async function asking<T>(title: string, ask: (how: Asking) => Promise<T>): Promise<T> {
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return await window.withProgress(options, async (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    return await ask({ onProgress: (message) => progress.report({ message }), signal: abort.signal });
  });
}
