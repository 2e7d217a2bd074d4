import { describe, expect, it } from 'vitest';
import type { Schedule } from '../../../src/core/experiment/schedule';
import { type BlockOutline, outlineOf } from '../../../src/core/journal/outline';
import { readJournal } from '../../../src/core/journal/reader';
import { attemptBegin, journalText, runBegin, runEnd, type Said, sessionBegin } from './lines';

const SCHEDULE: Schedule = {
  blocks: 2,
  boots: 0,
  sessions: [0, 1].flatMap((block) =>
    ['native', 'wide'].map((layout) => ({
      ...{ id: `${layout}${block}`, block, layout, levels: {} },
      runs: [
        { id: `${layout}${block}c`, workload: 'w1', phase: 'cold' as const, history: 0 },
        { id: `${layout}${block}w`, workload: 'w1', phase: 'warm' as const, history: 1 },
      ],
    })),
  ),
};

function outline(...events: readonly Said[]): readonly BlockOutline[] {
  return outlineOf(readJournal(journalText([attemptBegin, ...events])).state, SCHEDULE);
}

/** `wide0 failed: wide0c ok, wide0w -` */
function lines(blocks: readonly BlockOutline[]): readonly string[] {
  return blocks.flatMap(({ sessions }) =>
    sessions.map(({ session, state, runs }) => {
      const ends = runs.map((run) => `${run.run} ${run.state?.state ?? '-'}`);
      return `${session} ${state}: ${ends.join(', ')}`;
    }),
  );
}

describe('the outline of an attempt', () => {
  it('is the whole plan before anything has begun', () => {
    const blocks = outline();
    expect(blocks.map(({ block, ended, runs }) => [block, ended, runs])).toEqual([
      [0, false, { ended: 0, failed: 0, planned: 4 }],
      [1, false, { ended: 0, failed: 0, planned: 4 }],
    ]);
    expect(lines(blocks)[0]).toBe('native0 planned: native0c -, native0w -');
  });

  it('shows where each session and run stands, failed ones with their output', () => {
    const raw = { file: 'raw/wide0.txt', offset: 7, bytes: 9 };
    const blocks = outline(
      ...[sessionBegin('native0', 'native'), runBegin('native0', 'native0c'), runEnd('native0', 'native0c')],
      ...[runEnd('native0', 'native0w'), { event: 'session_end', session: 'native0', state: 'ok' } as const],
      ...[sessionBegin('wide0', 'wide'), runEnd('wide0', 'wide0c', { state: 'timeout', exit: 143, raw })],
      runBegin('wide0', 'wide0w'),
    );
    expect(lines(blocks).slice(0, 2)).toEqual([
      'native0 ok: native0c ok, native0w ok',
      'wide0 running: wide0c timeout, wide0w running',
    ]);
    expect(blocks[0]?.runs).toEqual({ ended: 3, failed: 1, planned: 4 });
    expect(blocks[0]?.sessions[1]?.runs[0]?.state?.raw).toEqual({ ...raw, cut: false });
  });

  it('opens a run that is to be run again, and keeps what it did before', () => {
    const failed = [sessionBegin('wide0', 'wide'), runEnd('wide0', 'wide0c', { state: 'failed', exit: 1 })];
    const retry: Said = { event: 'retry', block: null, run: 'wide0c' };
    const [block] = outline(...failed, { event: 'block_end', block: 0 }, retry);
    const run = block?.sessions[1]?.runs[0];
    expect(run).toMatchObject({ state: null, earlierTries: [{ state: 'failed', exit: 1 }] });
    expect(block).toMatchObject({ ended: true, runs: { ended: 0, failed: 0 } });
  });

  it('tells why a session failed', () => {
    const why = 'vm0 died while wide0c ran';
    const [block] = outline(...[sessionBegin('wide0', 'wide'), runBegin('wide0', 'wide0c')], {
      event: 'session_end',
      session: 'wide0',
      state: 'failed',
      why,
    });
    expect(block?.sessions[1]).toMatchObject({
      state: 'failed',
      why,
      runs: [{ state: null }, { state: null }],
    });
  });
});
