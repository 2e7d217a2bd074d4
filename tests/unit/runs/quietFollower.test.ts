import { afterEach, describe, expect, test, vi } from 'vitest';
import { readJournal } from '../../../src/core/journal/reader';
import type { AttemptState } from '../../../src/core/journal/state';
import type { FollowHow, FollowObserver } from '../../../src/lab/lab';
import { HostError } from '../../../src/lab/ports';
import type { Context } from '../../../src/platform/context';
import { EventEmitter, workspace } from '../../support/fakeVscode';
import { attemptBegin, journalText } from '../journal/lines';

vi.mock('vscode', () => import('../../support/fakeVscode'));
const { quietFollower } = await import('../../../src/runs/quietFollower');

const FOLDER = '/w/night.vmresults/20260102T030405Z-quad-0badcafe';
const running = readJournal(journalText([attemptBegin])).state;
const finished: AttemptState = { ...running, state: 'finished' };

/** A call of `follow` that the test ends. */
interface Call {
  readonly observer: FollowObserver;
  readonly signal: AbortSignal | undefined;
  readonly how: FollowHow | undefined;
  readonly end: (last: AttemptState | Error) => void;
}

/** A window whose lab follows when the test says so; `copy` is what the files here say. */
function openWindow(copy: AttemptState = running): {
  readonly calls: readonly Call[];
  readonly moved: readonly string[];
  readonly followed: Set<string>;
  readonly quiet: ReturnType<typeof quietFollower>;
} {
  const calls: Call[] = [];
  const moved: string[] = [];
  const attemptsChanged = new EventEmitter<string>();
  attemptsChanged.event((experiment) => moved.push(experiment));
  const follow = (
    _folder: string,
    observer: FollowObserver,
    signal?: AbortSignal,
    how?: FollowHow,
  ): Promise<AttemptState> =>
    new Promise((done, fail) => {
      const end = (last: AttemptState | Error): void => (last instanceof Error ? fail(last) : done(last));
      calls.push({ observer, signal, how, end });
      signal?.addEventListener('abort', () => done(copy));
    });
  const followed = new Set<string>();
  const lab = { follow, standing: () => Promise.resolve({ state: copy }) };
  const context = { lab: () => lab, attemptsChanged, followed, log: { info: () => undefined } };
  return { calls, moved, followed, quiet: quietFollower(context as unknown as Context) };
}

const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 0));

afterEach(() => {
  workspace.isTrusted = true;
});

describe('following quietly', () => {
  test('goes on until the attempt ends, once, and starts no machine for it', async () => {
    const { calls, moved, quiet } = openWindow(finished);
    quiet.look(FOLDER);
    quiet.look(FOLDER);
    expect([calls.length, calls[0]?.how?.onlyWhenUp, quiet.heard(FOLDER)?.kind]).toEqual([
      1,
      true,
      'following',
    ]);
    calls[0]?.observer.onState?.(running);
    expect(moved).toEqual(['/w/night.vmexperiment.json']);
    calls[0]?.end(finished);
    await settled();
    expect([moved.length, quiet.heard(FOLDER)]).toEqual([2, null]);
  });

  test('does nothing where the workspace is not trusted', () => {
    const { calls, quiet } = openWindow();
    workspace.isTrusted = false;
    quiet.look(FOLDER);
    expect(calls).toEqual([]);
  });

  test('leaves an attempt to the terminal that follows it', async () => {
    const { calls, followed, quiet } = openWindow();
    followed.add(FOLDER);
    quiet.look(FOLDER);
    expect(calls).toHaveLength(0);
    followed.clear();
    quiet.look(FOLDER);
    followed.add(FOLDER);
    calls[0]?.observer.onState?.(running);
    expect(calls[0]?.signal?.aborted).toBe(true);
    await settled();
    followed.clear();
    quiet.look(FOLDER);
    expect(calls).toHaveLength(2);
  });

  test('says that a host was not reached, and asks again only when told to', async () => {
    const { calls, quiet } = openWindow();
    quiet.look(FOLDER);
    calls[0]?.end(new HostError('quad does not answer.', 'Connect to it.'));
    await settled();
    expect(quiet.heard(FOLDER)).toEqual({ kind: 'unreached', why: 'quad does not answer. Connect to it.' });
    quiet.look(FOLDER);
    expect(calls).toHaveLength(1);
    quiet.askAgain();
    quiet.look(FOLDER);
    expect(calls).toHaveLength(2);
  });

  test('says that an attempt was broken off, where its copy would say that it runs for ever', async () => {
    const { calls, followed, quiet } = openWindow(running);
    quiet.look(FOLDER);
    calls[0]?.end({ ...running, state: 'failed', why: 'without a last word' });
    await settled();
    expect(quiet.heard(FOLDER)).toEqual({ kind: 'broken', why: 'without a last word' });
    quiet.look(FOLDER);
    expect(calls).toHaveLength(1);
    // A terminal has resumed it: what was heard is old.
    followed.add(FOLDER);
    quiet.look(FOLDER);
    expect(quiet.heard(FOLDER)).toBeNull();
  });

  test('ends with the window', () => {
    const { calls, quiet } = openWindow();
    quiet.look(FOLDER);
    quiet.dispose();
    expect(calls[0]?.signal?.aborted).toBe(true);
  });
});
