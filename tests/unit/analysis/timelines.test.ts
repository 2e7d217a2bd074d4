import { describe, expect, it } from 'vitest';
import {
  MOST_OF_LINE,
  rememberedNewest,
  rememberedTimelines,
  type SessionMemory,
  type Timeline,
} from '../../../src/core/analysis/timelines';
import type { AttemptState, RunState } from '../../../src/core/journal/state';
import { readJournal } from '../../../src/core/journal/reader';
import { program } from './figures/made';
import {
  attemptBegin,
  journalText,
  runBegin,
  runEnd,
  sampled,
  type Said,
  sessionBegin,
  technique,
} from '../journal/lines';

const PLAN = { factors: { 'host.thp': ['always', 'never'] }, workloads: [program('w1', 'bt.B')] };

function stateOf(events: readonly Said[]): AttemptState {
  return readJournal(journalText([attemptBegin, ...events])).state;
}

/** Of a session whose samples are a second apart as asked. */
function lineOf(samples: SessionMemory['samples']): Timeline['lines'] {
  const state = stateOf([sessionBegin('s1', 'wide', ['vm0']), sampled('s1')]);
  const [timeline] = rememberedTimelines()(state, [{ session: 's1', samples }], PLAN);
  return timeline?.lines ?? [];
}

describe('sessions that are looked into', () => {
  it('are the newest of each layout and setting of which samples are told', () => {
    const session = (id: string, layout: string, thp: string): Said =>
      sessionBegin(id, layout, ['vm0'], { levels: { 'host.thp': thp } });
    const state = stateOf([
      ...[session('s1', 'wide', 'always'), sampled('s1'), session('s2', 'wide', 'never'), sampled('s2')],
      ...[session('s3', 'wide', 'always'), sampled('s3'), session('s4', 'wide', 'always')],
      ...[session('s5', 'four', 'never'), sampled('s5')],
    ]);
    expect(rememberedNewest()(state).map((one) => one.session)).toEqual(['s2', 's3', 's5']);
  });

  it('say what ran, from the first sample on, and what was done before it', () => {
    const state = stateOf([
      ...[sessionBegin('s1', 'wide', ['vm0'], { levels: { 'host.thp': 'never' } }), runBegin('s1', 'r1')],
      ...[runEnd('s1', 'r1'), technique('s1', 'reclaim'), technique('s1', 'reclaim', { vm: 'vm1' })],
      ...[runBegin('s1', 'r2', { phase: 'warm' }), runEnd('s1', 'r2', { phase: 'warm' }), sampled('s1')],
    ]);
    const samples = [{ t: 1001.5, vm: 'vm0', bytes: { 0: 5 } }];
    expect(rememberedTimelines()(state, [{ session: 's1', samples }], PLAN)).toMatchObject([
      {
        ...{ layout: 'wide', setting: 'host.thp=never', session: 's1', block: 0, seconds: 1 },
        runs: [
          { from: 0.5, to: 2.5, workload: 'bt.B', phase: 'cold', after: [] },
          { from: 4.5, to: 6.5, workload: 'bt.B', phase: 'warm', after: ['reclaim'] },
        ],
      },
    ]);
    expect(rememberedTimelines()(state, [{ session: 's1', samples: [] }], PLAN)).toEqual([]);
  });

  it('have nothing of a run that has not ended', () => {
    const state = stateOf([sessionBegin('s1', 'wide', ['vm0']), runBegin('s1', 'r1'), sampled('s1')]);
    const memory = [{ session: 's1', samples: [{ t: 1000, vm: 'vm0', bytes: { 0: 5 } }] }];
    const running: readonly RunState['state'][] = state.runs.map((run) => run.state);
    expect([running, rememberedTimelines()(state, memory, PLAN)[0]?.runs]).toEqual([['running'], []]);
  });
});

describe('lines', () => {
  it('are level where nothing changed, until right before the next change, and to the last sample', () => {
    const lines = lineOf([
      { t: 100, vm: 'vm0', bytes: { 0: 10, 1: 0 } },
      { t: 100, vm: 'vm1', bytes: { 0: 1 } },
      { t: 101, vm: 'vm0', bytes: { 0: 20, 1: 0 } },
      { t: 110, vm: 'vm0', bytes: { 0: 5, 1: 15 } },
    ]);
    expect(
      lines.map(({ vm, node, points }) => [vm, node, ...points.map((one) => [one.seconds, one.bytes])]),
    ).toEqual([
      ['vm0', '0', [0, 10], [1, 20], [9, 20], [10, 5]],
      ['vm0', '1', [0, 0], [1, 0], [9, 0], [10, 15]],
      ['vm1', '0', [0, 1], [10, 1]],
    ]);
  });

  it('are of nodes on which a VM ever had memory', () => {
    const lines = lineOf([{ t: 100, vm: 'vm0', bytes: { 0: 0, 2: 3, 10: 1 } }]);
    expect(lines.map(({ node }) => node)).toEqual(['2', '10']);
  });

  it('of many samples keep what is extreme', () => {
    const samples = Array.from({ length: 10_000 }, (_, at) => ({
      ...{ t: at, vm: 'vm0', bytes: { 0: at === 7777 ? 999 : 100 + (at % 3) } },
    }));
    const [line] = lineOf(samples);
    expect(line?.points.length).toBeLessThanOrEqual(MOST_OF_LINE);
    expect(line?.samples).toBe(10_000);
    expect(line?.points.filter(({ bytes }) => bytes === 999)).toEqual([{ seconds: 7777, bytes: 999 }]);
  });
});
