import { Uri, workspace, type Disposable } from 'vscode';
import type { Lab } from '../lab/lab';
import type { ResultsPanelState } from '../protocol/results';

const everyMilliseconds = 1000;

/**
 * Calls back when the attempt that a panel shows has moved on, whoever runs it: this window, another one or the
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

/** Which attempts there are and how long the journal is: journals only grow. */
async function mark(lab: Lab, { experiment, attempt }: ResultsPanelState): Promise<string> {
  const folders = await lab.attempts(experiment);
  const folder = attempt ?? folders[0];
  if (folder === undefined) return 'none';
  const journal = Uri.joinPath(Uri.file(folder), 'journal.jsonl');
  const size = await workspace.fs.stat(journal).then(
    (stat) => stat.size,
    () => 0,
  );
  return `${String(folders.length)} ${folder} ${String(size)}`;
}
