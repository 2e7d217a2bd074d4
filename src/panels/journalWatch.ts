import { Uri, workspace, type Disposable } from 'vscode';
import type { Lab } from '../lab/lab';
import { markWatch } from '../platform/markWatch';
import type { ResultsPanelState } from '../protocol/results';

/**
 * Calls back when the attempts that a panel shows have moved on, whoever runs them: this window, another one or the
 * command line. Looks at sizes only, while `isWatched`.
 */
export function journalWatch(
  lab: () => Lab,
  panel: () => ResultsPanelState,
  isWatched: () => boolean,
  moved: () => void,
): Disposable {
  return markWatch(() => mark(lab(), panel()), isWatched, moved);
}

/** Which attempts there are and how long the journals are: journals only grow. */
async function mark(lab: Lab, { experiment, attempt, against }: ResultsPanelState): Promise<string> {
  const folders = await lab.attempts(experiment);
  const shown = [attempt ?? folders[0], against].filter((folder) => folder != null);
  const sizes = shown.map(async (folder) => `${folder} ${String(await journalSize(folder))}`);
  return [String(folders.length), ...(await Promise.all(sizes))].join(' ');
}

/** Bytes. */
async function journalSize(folder: string): Promise<number> {
  try {
    return (await workspace.fs.stat(Uri.joinPath(Uri.file(folder), 'journal.jsonl'))).size;
  } catch {
    return 0;
  }
}
