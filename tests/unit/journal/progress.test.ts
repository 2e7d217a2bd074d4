import { describe, expect, it } from 'vitest';
import type { Schedule } from '../../../src/core/experiment/schedule';
import {
  progressOf,
  progressText,
  progressWords,
  wantedBlocksInWords,
} from '../../../src/core/journal/progress';
import { readJournal } from '../../../src/core/journal/reader';
import type { AttemptState } from '../../../src/core/journal/state';
import { attemptBegin, journalText, runBegin, runEnd, type Said, sessionBegin } from './lines';

/** Three blocks, each a native session and one in VMs, two runs in each. */
const schedule: Schedule = {
  blocks: 3,
  boots: 3,
  sessions: [0, 1, 2].flatMap((block) =>
    ['native', 'wide'].map((layout) => ({
      id: `${layout}${block}`,
      block,
      layout,
      levels: {},
      runs: ['c', 'w'].map((id) => ({
        id: `${layout}${block}${id}`,
        workload: 'w1',
        phase: 'cold' as const,
        history: 0,
      })),
    })),
  ),
};

function session(id: string, layout: string, block: number, t: number): readonly Said[] {
  return [
    sessionBegin(id, layout, [], { block, t }),
    runBegin(id, `${id}c`, { block, t: t + 10 }),
    runEnd(id, `${id}c`, { block, t: t + 20 }),
    runBegin(id, `${id}w`, { block, t: t + 20 }),
    runEnd(id, `${id}w`, { block, t: t + 30 }),
    { event: 'session_end', session: id, block, state: 'ok', t: t + 40 },
  ];
}

function state(...events: readonly Said[]): AttemptState {
  const read = readJournal(journalText([{ ...attemptBegin, t: 0 }, ...events]));
  expect(read.state.badLines).toBe(0);
  return read.state;
}

describe('how far an attempt is', () => {
  it('says of one in line what it waits for, and no more', () => {
    const queued = state({ event: 'queued', block: null });
    expect(progressText(queued, schedule)).toBe('queued: it begins when its host is free');
  });

  it('knows nothing of the time before the first run has ended', () => {
    const progress = progressOf(state(), schedule);
    expect(progress).toEqual({
      sessions: { ended: 0, planned: 6, current: null },
      runs: { ended: 0, planned: 12 },
      secondsLeft: null,
    });
    expect(progressText(state(), schedule)).toBe('session 0 of 6, run 0 of 12 done');
  });

  it('says which session runs, and the time left by the pace of all that was done', () => {
    const running = state(
      ...session('native0', 'native', 0, 0),
      sessionBegin('wide0', 'wide', [], { t: 50 }),
    );
    // 2 runs took 50 s with all preparation, 10 are left.
    expect(progressOf(running, schedule)).toEqual({
      sessions: { ended: 1, planned: 6, current: 'wide0 wide' },
      runs: { ended: 2, planned: 12 },
      secondsLeft: 250,
    });
    expect(progressText(running, schedule)).toBe(
      'session 2 of 6 (wide0 wide), run 2 of 12 done, about 4 min 10 s left',
    );
  });

  it('the place stands still while only time passes', () => {
    const before = state(...session('native0', 'native', 0, 0));
    const after = state(...session('native0', 'native', 0, 0), {
      event: 'facts',
      when: 'after',
      file: 'x',
      t: 90,
    });
    expect(progressWords(after, schedule).place).toBe(progressWords(before, schedule).place);
    expect(progressWords(after, schedule).left).not.toBe(progressWords(before, schedule).left);
  });

  it('counts to the blocks that it was asked for', () => {
    const begin = { ...attemptBegin, blocks: 1, t: 0 };
    const limited = readJournal(journalText([begin, ...session('native0', 'native', 0, 0)])).state;
    expect(progressOf(limited, schedule)).toMatchObject({
      sessions: { ended: 1, planned: 2 },
      runs: { ended: 2, planned: 4 },
      secondsLeft: 40,
    });
    const further = readJournal(
      journalText([
        begin,
        ...session('native0', 'native', 0, 0),
        ...session('wide0', 'wide', 0, 50),
        { event: 'block_end', block: 0, t: 90 },
        { event: 'attempt_end', block: null, state: 'partial', t: 90 },
        { event: 'attempt_resume', block: null, blocks: 1, t: 90 },
      ]),
    ).state;
    expect(progressOf(further, schedule).runs).toEqual({ ended: 4, planned: 8 });
  });

  it('does not count the days before it was resumed', () => {
    const day = 86_400;
    const resumed = state(
      ...session('native0', 'native', 0, 0),
      { event: 'attempt_resume', block: null, t: 3 * day },
      ...session('wide0', 'wide', 0, 3 * day),
    );
    // 4 runs took 40 s and 40 s, 8 are left.
    expect(progressOf(resumed, schedule).secondsLeft).toBe(160);
  });

  it('a clock that was set back takes nothing away', () => {
    const odd = state(...session('native0', 'native', 0, 0), {
      event: 'facts',
      when: 'after',
      file: 'x',
      t: -1000,
    });
    expect(progressOf(odd, schedule).secondsLeft).toBe(200);
  });

  it('says nothing of the time when nothing is left', () => {
    const done = state(
      ...schedule.sessions.flatMap(({ id, layout, block }, index) => session(id, layout, block, 100 * index)),
    );
    expect(progressText(done, schedule)).toBe('session 6 of 6, run 12 of 12 done');
  });

  it('promises no number of blocks until it is precise, and counts to that one then', () => {
    const open: Schedule = { ...schedule, precision: { width: 0.04, minimum: 2, maximum: 3 } };
    const first = [...session('native0', 'native', 0, 0), ...session('wide0', 'wide', 0, 40)];
    expect(progressText(state(...first), open)).toBe(
      'session 2 of at most 6, run 4 of at most 12 done, at most 2 min 40 s left',
    );
    expect(wantedBlocksInWords(state(...first), open)).toBe('2 to 3');
    const precise = { event: 'precise', block: 1, blocks: 2, width: 0.03, t: 90 } as const;
    const stopped = state(...first, precise);
    expect(progressOf(stopped, open)).toMatchObject({
      sessions: { ended: 2, planned: 4 },
      runs: { ended: 4, planned: 8 },
    });
    expect(progressText(stopped, open)).toMatch(/^session 2 of 4, run 4 of 8 done, about /);
    expect(wantedBlocksInWords(stopped, open)).toBe('2');
    // What was decided stands when it goes on.
    const resumed = state(...first, precise, { event: 'attempt_resume', block: null, blocks: 3, t: 100 });
    expect(progressOf(resumed, open).runs.planned).toBe(8);
  });
});
