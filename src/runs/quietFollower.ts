import { setTimeout } from 'node:timers/promises';
import { workspace, type Disposable } from 'vscode';
import { isLive, type AttemptState } from '../core/journal/state';
import type { Context } from '../platform/context';
import { failureOf } from '../platform/failure';
import { movingTeller, tellMoved } from '../platform/tellMoved';

/** What the host of an attempt was heard to say, beyond what its copy here says. */
export type Heard =
  | { readonly kind: 'following' }
  /** It does not run, and its journal has no end. `why` is for people. */
  | { readonly kind: 'broken'; readonly why: string }
  | { readonly kind: 'unreached'; readonly why: string };

/**
 * Follows attempts that no terminal of this window follows: after a reload, in another browser, when a terminal was
 * closed. So what is shown of them is what they are now. It says nothing, starts no machine, and asks each host once.
 */
export interface QuietFollower extends Disposable {
  /** Begins to follow an attempt folder, unless something here does so already or has done so. */
  look(folder: string): void;
  heard(folder: string): Heard | null;
  /** Hosts that were not reached may be by now. */
  askAgain(): void;
}

export function quietFollower(context: Context): QuietFollower {
  const known = new Map<string, Heard>();
  const stop = new AbortController();
  const follow = async (folder: string): Promise<void> => {
    known.set(folder, { kind: 'following' });
    const heard = await listen(context, folder, stop.signal);
    if (heard === null) known.delete(folder);
    else known.set(folder, heard);
    tellMoved(context, folder);
  };
  return {
    look(folder) {
      // What a terminal follows was perhaps resumed: what was heard before is old.
      if (context.followed.has(folder) && known.get(folder)?.kind !== 'following') known.delete(folder);
      if (!workspace.isTrusted || context.followed.has(folder) || known.has(folder)) return;
      void follow(folder);
    },
    heard: (folder) => known.get(folder) ?? null,
    askAgain() {
      for (const [folder, { kind }] of known) if (kind !== 'following') known.delete(folder);
    },
    dispose: () => stop.abort(),
  };
}

/** Until the attempt ends or a terminal of this window follows it. null when its copy says all that there is to say. */
async function listen(context: Context, folder: string, ended: AbortSignal): Promise<Heard | null> {
  const stop = new AbortController();
  const onEnd = (): void => stop.abort();
  ended.addEventListener('abort', onEnd, { once: true });
  const moved = movingTeller(context, folder);
  const onState = (): void => {
    if (context.followed.has(folder)) stop.abort();
    moved();
  };
  try {
    const last = await followBegun(context, folder, onState, stop.signal);
    const copied = (await context.lab().standing(folder)).state;
    const broken = !stop.signal.aborted && !isLive(last) && isLive(copied);
    return broken ? { kind: 'broken', why: last.why ?? '' } : null;
  } catch (error) {
    const { message, remedy } = failureOf(error);
    context.log.info(`${folder} is not followed: ${message}`);
    return stop.signal.aborted ? null : { kind: 'unreached', why: `${message} ${remedy}`.trim() };
  } finally {
    ended.removeEventListener('abort', onEnd);
  }
}

const pauseMilliseconds = 3000;

/** One that another window starts is here a moment before it begins on its host. */
async function followBegun(
  context: Context,
  folder: string,
  onState: () => void,
  signal: AbortSignal,
): Promise<AttemptState> {
  for (let left = 5; ; left -= 1) {
    const last = await context.lab().follow(folder, { onState }, signal, { onlyWhenUp: true });
    if (last.began !== null || signal.aborted || left === 0) return last;
    await setTimeout(pauseMilliseconds, undefined, { signal });
  }
}
