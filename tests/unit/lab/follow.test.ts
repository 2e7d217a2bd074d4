import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttemptState } from '../../../src/core/journal/state';
import { followAttempt } from '../../../src/lab/follow';
import type { FollowObserver } from '../../../src/lab/lab';
import type { LabOptions } from '../../../src/lab/options';
import { labOptions } from '../../support/labOptions';
import { temporaryFolder } from '../../support/temporaryFolder';
import { attemptBegin, journalText, runBegin, runEnd, sessionBegin } from '../journal/lines';
import { type Connection, type ScriptedHost, scriptedHost } from './scriptedHost';

const EVENTS = [
  attemptBegin,
  sessionBegin('s1', 'wide', ['vm0'], { layout: 'Größe' }),
  runBegin('s1', 'r1'),
  runEnd('s1', 'r1'),
  { event: 'session_end', session: 's1', state: 'ok' },
  { event: 'attempt_end', block: null, state: 'finished' },
] as const;
const JOURNAL = journalText(EVENTS);
/** Line N of the journal begins here. */
const lineAt = (line: number): number => Buffer.byteLength(journalText(EVENTS.slice(0, line)));
/** r1's output is its first 10 bytes; the rest belongs to a run that has not ended. */
const OUTPUT = '0123456789\xff\x00 more';

interface Local {
  readonly folder: string;
  readonly journal: () => string;
  readonly raw: () => string;
}

/** An attempt's folder with a copy of so much of it. */
function local(journal = '', raw = ''): Local {
  const folder = temporaryFolder();
  const record = { attempt: 'a1', host: 'quad', remote: '/remote', plan: 'cafe', experiment: '../../x' };
  writeFileSync(join(folder, 'attempt.json'), JSON.stringify(record));
  mkdirSync(join(folder, 'raw'));
  if (journal !== '') writeFileSync(join(folder, 'journal.jsonl'), journal);
  if (raw !== '') writeFileSync(join(folder, 'raw/s1.txt'), raw, 'latin1');
  return {
    folder,
    journal: () => readFileSync(join(folder, 'journal.jsonl'), 'utf8'),
    raw: () => readFileSync(join(folder, 'raw/s1.txt'), 'latin1'),
  };
}

function host(...connections: readonly Connection[]): ScriptedHost {
  return scriptedHost(JOURNAL, { 's1.txt': OUTPUT }, connections);
}

function follow(
  at: Local,
  on: ScriptedHost,
  observer: FollowObserver = {},
  more: Partial<LabOptions> = {},
  signal?: AbortSignal,
): Promise<AttemptState> {
  return followAttempt(labOptions({}, { connect: on.connect, ...more }), at.folder, observer, signal);
}

describe('following an attempt on a scripted host', () => {
  it('says of an attempt that was killed on its host that it failed, and how to go on', async () => {
    const killed = scriptedHost(journalText(EVENTS.slice(0, 4)), { 's1.txt': OUTPUT }, [{ end: 'ended' }]);
    const state = await follow(local(), killed);
    expect(state.state).toBe('failed');
    expect(state.why).toContain('ended on quad without a last word');
    expect(state.problems.at(-1)?.remedy).toContain('--resume');
  });

  it('copies everything and ends with the attempt, however the stream is cut', async () => {
    for (const piece of [1, 2, 3, 16, 1000]) {
      const at = local();
      const states: AttemptState[] = [];
      const state = await follow(at, host({ end: 'ended', piece }), { onState: (next) => states.push(next) });
      expect([state.state, state.runs.length, state.badLines]).toEqual(['finished', 1, 0]);
      expect(state.sessions[0]?.layout).toBe('Größe');
      expect([at.journal(), at.raw()]).toEqual([JOURNAL, OUTPUT]);
      // The empty state, then one after each of the six lines.
      expect(states).toHaveLength(7);
    }
  });

  it('goes on where it was when the link drops anywhere, and says so', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 1500 }), { maxLength: 4 }), async (cuts) => {
        const at = local();
        const said: string[] = [];
        const drops = cuts.map((bytes) => ({ end: 'drops', bytes }) as const);
        const on = host(...drops, { end: 'ended' });
        const state = await follow(at, on, { onLink: (message) => said.push(message) });
        expect(state.state).toBe('finished');
        expect([at.journal(), at.raw()]).toEqual([JOURNAL, OUTPUT]);
        expect(said.filter((message) => message.includes('trying again in'))).toHaveLength(cuts.length);
        expect(said.filter((message) => message.includes('Connected to quad again'))).toHaveLength(
          cuts.length,
        );
      }),
      { numRuns: 30 },
    );
  });

  it('waits longer and longer for a host that sends nothing, and not for one that does', async () => {
    const pauses: number[] = [];
    const clock = { now: () => 0, sleep: (pause: number) => Promise.resolve(void pauses.push(pause)) };
    const silent = { end: 'drops', bytes: 0 } as const;
    const on = host(silent, silent, silent, { end: 'drops', bytes: 40 }, silent, { end: 'ended' });
    await follow(local(), on, {}, { clock });
    expect(pauses).toEqual([1000, 2000, 4000, 1000, 2000]);
  });

  it('asks only for what is not here yet', async () => {
    const on = host({ end: 'ended' });
    await follow(local(JOURNAL.slice(0, JOURNAL.indexOf('\n') + 1), OUTPUT.slice(0, 4)), on);
    expect(on.asked).toEqual([[String(lineAt(1)), 's1.txt=4']]);
  });

  it('takes off a last line that was torn here', async () => {
    const at = local(journalText(EVENTS.slice(0, 2)) + '{"v":1,"seq"');
    const on = host({ end: 'ended' });
    expect((await follow(at, on)).badLines).toBe(0);
    expect(on.asked[0]?.[0]).toBe(String(lineAt(2)));
    expect(at.journal()).toBe(JOURNAL);
  });

  it("puts a copy aside that is no beginning of the host's, and copies anew", async () => {
    const other = JOURNAL.replace('"a1"', '"a2"');
    const at = local(other, 'other output');
    const warned: string[] = [];
    const log = { info: () => undefined, warn: (message: string) => void warned.push(message) };
    expect((await follow(at, host({ end: 'ended' }), {}, { log })).attempt).toBe('a1');
    expect([at.journal(), at.raw()]).toEqual([JOURNAL, OUTPUT]);
    expect(readFileSync(join(at.folder, 'other-1/journal.jsonl'), 'utf8')).toBe(other);
    expect(readFileSync(join(at.folder, 'other-1/raw/s1.txt'), 'utf8')).toBe('other output');
    expect(warned).toHaveLength(1);
    // A second one does not overwrite the first.
    writeFileSync(join(at.folder, 'journal.jsonl'), JOURNAL.replace('"a1"', '"a3"'));
    await follow(at, host({ end: 'ended' }));
    expect(existsSync(join(at.folder, 'other-2/journal.jsonl'))).toBe(true);
    expect(readFileSync(join(at.folder, 'other-1/journal.jsonl'), 'utf8')).toBe(other);
  });

  it('cuts off output that the host lost in a power cut', async () => {
    const at = local(journalText(EVENTS.slice(0, 4)), `${OUTPUT} and more that was never on the host's disk`);
    const on = host({ end: 'ended' });
    await follow(at, on);
    // What a run_end speaks of was on the host's disk and stays; the rest is asked for again.
    expect(on.asked).toEqual([[String(lineAt(4)), 's1.txt=10']]);
    expect([at.journal(), at.raw()]).toEqual([JOURNAL, OUTPUT]);
  });

  it('notices output that the host wrote anew after a power cut, though it has the same length', async () => {
    const at = local(
      journalText(EVENTS.slice(0, 4)),
      `${OUTPUT.slice(0, 10)}${'x'.repeat(OUTPUT.length - 10)}`,
    );
    await follow(at, host({ end: 'ended' }));
    expect(at.raw()).toBe(OUTPUT);
  });

  it('does not ask the host about files that are none of its output', async () => {
    const at = local();
    for (const name of ['.s1.txt.1234', 'notes.md', '-x y.txt'])
      writeFileSync(join(at.folder, 'raw', name), 'mine');
    const on = host({ end: 'ended' });
    await follow(at, on);
    expect(on.asked).toEqual([['0']]);
    expect(readFileSync(join(at.folder, 'raw/notes.md'), 'utf8')).toBe('mine');
  });

  it('returns promptly when it is told to stop, with a verified beginning', async () => {
    const at = local();
    const stop = new AbortController();
    const observer = {
      onState: (state: AttemptState) => {
        if (state.runs.length > 0) stop.abort();
      },
    };
    const began = Date.now();
    const state = await follow(at, host({ end: 'hangs', bytes: 900 }), observer, {}, stop.signal);
    expect(Date.now() - began).toBeLessThan(1000);
    expect(state.state).toBe('running');
    expect(JOURNAL.startsWith(at.journal())).toBe(true);
    expect(at.journal().endsWith('\n')).toBe(true);
    expect((await follow(at, host({ end: 'ended' }))).state).toBe('finished');
    expect([at.journal(), at.raw()]).toEqual([JOURNAL, OUTPUT]);
  });

  it('two windows follow into one folder, and neither harms what the other writes', async () => {
    for (const bytes of [0, 1, 40, 300, 700]) {
      const at = local(JOURNAL.slice(0, lineAt(1)), OUTPUT.slice(0, 4));
      const slow = host({ end: 'drops', bytes }, { end: 'ended', piece: 3 });
      const states = await Promise.all([follow(at, host({ end: 'ended' })), follow(at, slow)]);
      expect(states.map(({ state }) => state)).toEqual(['finished', 'finished']);
      expect([at.journal(), at.raw()]).toEqual([JOURNAL, OUTPUT]);
    }
  });

  it('starts no machine where it is told so: not at first, and not when the machine went down meanwhile', async () => {
    const up = [true, false, false, true];
    const isUp = (): Promise<boolean> => Promise.resolve(up.shift() ?? false);
    const on = host({ end: 'drops', bytes: 300 }, { end: 'ended' });
    const options = labOptions({}, { connect: on.connect, isUp });
    const said: string[] = [];
    const quietly = { onlyWhenUp: true };
    const observer = { onLink: (message: string) => said.push(message) };
    const state = await followAttempt(options, local().folder, observer, undefined, quietly);
    expect([state.state, on.asked.length, up.length]).toEqual(['finished', 2, 0]);
    expect(said.filter((message) => message.startsWith('quad does not run.'))).toHaveLength(2);
    const down = followAttempt(options, local().folder, {}, undefined, quietly);
    await expect(down).rejects.toMatchObject({ name: 'HostError', message: 'quad does not run.' });
    expect(on.asked).toHaveLength(2);
  });

  it('does not even connect when it was told before', async () => {
    const stop = new AbortController();
    stop.abort();
    const on = host({ end: 'hangs' });
    await follow(local(), on, {}, {}, stop.signal);
    expect(on.asked).toEqual([]);
  });

  it('connects again after nonsense, and stores none of it', async () => {
    const at = local();
    const said: string[] = [];
    const on = host(
      { end: 'hangs', extra: 'J 5 3\nabc' },
      { end: 'hangs', extra: 'Welcome to quad!\n' },
      { end: 'hangs', extra: 'R ..txt 0 1\nx' },
      { end: 'ended' },
    );
    const state = await follow(at, on, { onLink: (message) => said.push(message) });
    expect(state.badLines).toBe(0);
    expect(at.journal()).toBe(JOURNAL);
    expect(said.filter((message) => message.includes('again in'))).toHaveLength(3);
    expect(said[2]).toContain('Welcome to quad!');
  });

  it('ends with the error when the copy cannot be written, and not with a crash', async () => {
    const at = local();
    const { files } = labOptions();
    const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', path: 'x' });
    const broken = { ...files, writeAt: () => Promise.reject(full) };
    await expect(follow(at, host({ end: 'hangs' }), {}, { files: broken })).rejects.toBe(full);
  });

  it('gives up when the host cannot be reached the first time', async () => {
    await expect(followAttempt(labOptions(), local().folder, {})).rejects.toMatchObject({
      name: 'HostError',
    });
  });
});
