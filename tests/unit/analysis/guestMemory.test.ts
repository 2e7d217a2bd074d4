import { beforeAll, describe, expect, it } from 'vitest';
import { figureFor } from '../../../src/core/analysis/figures/kinds';
import { WHOLE_VIEW } from '../../../src/core/analysis/figures/shown';
import { rememberedGuestMemory } from '../../../src/core/analysis/guestMemory';
import type { AttemptState, Placement, RunState } from '../../../src/core/journal/state';
import type { AttemptResults } from '../../../src/lab/lab';
import { capturedAttempts } from '../../support/captured';

function memory(pages: Record<string, number>, more: Partial<Placement> = {}): Placement {
  return {
    ...{ vm: 'vm0', kind: 'memory', index: 0, declared: '0-1', found: '0-1', ok: true },
    ...{ pages, ...more },
  };
}

function run(session: string, placements: readonly Placement[], more: Partial<RunState> = {}): RunState {
  return { session, layout: 'wide', levels: {}, state: 'ok', placements, ...more } as RunState;
}

function told(
  runs: readonly RunState[],
  factors: Record<string, readonly string[]> = {},
): ReturnType<ReturnType<typeof rememberedGuestMemory>> {
  return rememberedGuestMemory()({ runs } as AttemptState, factors);
}

describe('memory of guests', () => {
  it('is that of when the VM was up, and after each run, over the sessions', () => {
    const found = told([
      run('s1', [memory({ '0': 10 }), memory({ '0': 20, '1': 6 })]),
      run('s1', [memory({ '0': 20, '1': 8 })]),
      run('s2', [memory({ '0': 12 }), memory({ '0': 22, '1': 2 })]),
    ]);
    expect(found.map(({ runs, bytes, sessions }) => [runs, bytes, sessions])).toEqual([
      [0, { '0': 11 }, 2],
      [1, { '0': 21, '1': 4 }, 2],
      [2, { '0': 20, '1': 8 }, 1],
    ]);
  });

  it('is all of a guest that has several parts, and begins anew where its session does', () => {
    const parts = [memory({ '0': 1 }), memory({ '1': 2 }, { index: 1 })];
    const found = told([
      run('s1', [...parts, memory({ '0': 3 }), memory({ '1': 4 }, { index: 1 })]),
      run('s1', [...parts, memory({ '0': 5 }), memory({ '1': 6 }, { index: 1 })]),
    ]);
    expect(found.map(({ runs, bytes }) => [runs, bytes])).toEqual([
      [0, { '0': 1, '1': 2 }],
      [1, { '0': 4, '1': 5 }],
    ]);
  });

  it('is told apart by the levels of the session, not by those of its programs', () => {
    const levels = (thp: string, size: string) => ({ levels: { 'guest.thp': thp, class: size } });
    const found = told(
      [
        run('s1', [memory({ '0': 2 })], levels('always', 'S')),
        run('s2', [memory({ '0': 4 })], levels('never', 'S')),
        run('s3', [memory({ '0': 8 })], levels('never', 'W')),
      ],
      { 'guest.thp': ['always', 'never'], class: ['S', 'W'] },
    );
    expect(found.map(({ setting, bytes }) => [setting, bytes['0']])).toEqual([
      ['guest.thp=always', 2],
      ['guest.thp=never', 6],
    ]);
  });

  it('is of runs that have ended, and nothing where nobody has told', () => {
    expect(told([run('s1', [memory({ '0': 1 })], { state: 'running' })])).toEqual([]);
    expect(told([run('s1', [memory({ '0': 1 }, { vm: null }), memory({}, { pages: null })])])).toEqual([]);
  });
});

describe('of captured attempts', () => {
  let captured: AttemptResults;

  beforeAll(async () => {
    const [first] = await capturedAttempts('sockets');
    if (first === undefined) throw new Error('one is kept here');
    captured = first;
  });

  it('is on the nodes that the layout gives a VM, and what the journal says', () => {
    const { results, state } = captured;
    const one = results.guestMemory.filter(({ layout }) => layout === 'sockets-1');
    expect(new Set(one.flatMap(({ bytes }) => Object.keys(bytes))).size).toBe(1);
    const wide = results.guestMemory.find(({ layout, runs }) => layout === 'sockets-4' && runs === 0);
    const firsts = state.sessions
      .filter(({ layout }) => layout === 'sockets-4')
      .map(({ session }) => state.runs.find((run) => run.session === session))
      .map((run) => run?.placements.find(({ kind }) => kind === 'memory')?.pages?.['0'] ?? 0);
    expect(wide?.sessions).toBe(firsts.length);
    expect(wide?.bytes['0']).toBeCloseTo(firsts.reduce((sum, bytes) => sum + bytes, 0) / firsts.length, 3);
  });

  it('is drawn with a line for each VM and node, and the same in the table', () => {
    const figure = figureFor(captured.results, 'memory', { ...WHOLE_VIEW, shown: { layout: ['sockets-2'] } });
    if ('why' in figure || figure.chart.type !== 'points') throw new Error(JSON.stringify(figure));
    const { series } = figure.chart;
    expect(series.map(({ name }) => name)).toEqual(
      ['0', '1'].map((node) => expect.stringMatching(new RegExp(`^sockets-2.*: node ${node}$`)) as string),
    );
    expect(figure.table.head).toEqual(['layout', 'VM', 'runs', 'node 0, MiB', 'node 1, MiB', 'sessions']);
    for (const { points } of series)
      points.forEach(({ value }, at) => expect(figure.table.rows[at]?.cells).toContain(value.toFixed(1)));
  });
});
