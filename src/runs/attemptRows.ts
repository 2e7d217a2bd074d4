import { progressOf } from '../core/journal/progress';
import { isLive } from '../core/journal/state';
import type { AttemptStanding } from '../lab/lab';
import type { Context } from '../platform/context';
import type { Heard, QuietFollower } from './quietFollower';

/** How an attempt stands. */
export interface AttemptRow {
  /** null: it cannot be read. */
  readonly read: AttemptStanding | null;
  /** By the pace so far; null when that is not known, or when it does not run. */
  readonly secondsLeft: number | null;
  readonly heard: Heard | null;
}

/** What was read of attempts, by their folders: what has ended is read once. */
export interface AttemptRows {
  of(folder: string): Promise<AttemptRow>;
  /** Reads it again when it is asked for. */
  forget(folder: string): void;
  forgetAll(): void;
  /** It was running when it was last read, or is followed. */
  mayMove(folder: string): boolean;
}

/** Begins to follow what is found running. */
export function attemptRows(context: Context, quiet: QuietFollower): AttemptRows {
  const rows = new Map<string, Promise<AttemptRow>>();
  const live = new Set<string>();
  const read = async (folder: string): Promise<AttemptRow> => {
    const found = await context
      .lab()
      .standing(folder)
      .catch(() => null);
    if (found !== null && isLive(found.state)) {
      live.add(folder);
      quiet.look(folder);
    } else live.delete(folder);
    return { read: found, secondsLeft: leftOf(found), heard: quiet.heard(folder) };
  };
  return {
    of(folder) {
      const row = rows.get(folder) ?? read(folder);
      rows.set(folder, row);
      return row;
    },
    forget: (folder) => void rows.delete(folder),
    forgetAll: () => rows.clear(),
    mayMove: (folder) => live.has(folder) || context.followed.has(folder) || quiet.heard(folder) !== null,
  };
}

function leftOf(read: AttemptStanding | null): number | null {
  if (read?.state.state !== 'running') return null;
  return progressOf(read.state, read.plan.schedule).secondsLeft;
}
