import type { Disposable } from 'vscode';

const everyMilliseconds = 1000;

/**
 * Calls back when a mark has become another one: for what no event tells, since file watching leaves results folders
 * out. Asks once a second while `isWatched`; a mark that cannot be had counts as the one before. The first one calls back
 * as well: nobody knows whether what is shown was read before or after it.
 */
export function markWatch(
  mark: () => Promise<string>,
  isWatched: () => boolean,
  moved: () => void,
): Disposable {
  let seen: string | null = null;
  let ended = false;
  let timer: ReturnType<typeof setTimeout>;
  const look = async (): Promise<void> => {
    if (isWatched()) {
      const now = await mark().catch(() => seen);
      if (now !== seen && !ended) moved();
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
