import { Uri, workspace, type Disposable } from 'vscode';
import type { Lab } from '../lab/lab';
import type { ResultsPanelState } from '../protocol/results';

const everyMilliseconds = 1000;

/**
 * Calls back when the attempts that a panel shows have moved on, whoever runs them: this window, another one or the
 * command line. Looks at sizes only, once a second while `isWatched`; file watching leaves results folders out.
 */
export function journalWatch(
  lab: () => Lab,
  panel: () => ResultsPanelState,
  isWatched: () => boolean,
  moved: () => void,
): Disposable {
  let seen: string | null = null;
  let ended = false;
  let timer: NodeJS.Timeout;
  const look = async (): Promise<void> => {
    if (isWatched()) {
      const now = await mark(lab(), panel()).catch(() => seen);
      if (seen !== null && now !== seen) moved();
      seen = now;
    }
    if (!ended) timer = setTimeout(() => void look(), everyMilliseconds);
  };
  timer = setTimeout(() => void look(), 0);
  return {
    dispose() {
      ended = true;
      clearTimeout(timer);
    },
  };
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
