import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { CellResult, Results } from '../../../src/core/analysis/results';
import type { AttemptResults, Lab } from '../../../src/lab/lab';
import { readView } from '../../../src/panels/resultsView';
import { firstChoice, type FilledView, type ResultsPanelState } from '../../../src/protocol/results';
import { capturedAttempts } from '../../support/captured';

vi.mock('vscode', () => ({ Uri: {}, window: {}, l10n: { t: (text: string) => text } }));

const panel: ResultsPanelState = {
  ...{ experiment: '/w/cut.vmexperiment.json', attempt: null, against: null, pinned: false },
  figure: firstChoice,
};

describe('what the panel is told of an attempt', () => {
  let captured: AttemptResults;

  beforeAll(async () => {
    const [first] = await capturedAttempts('sockets');
    if (first === undefined) throw new Error('one is kept here');
    captured = first;
  });

  async function told(results: Results): Promise<FilledView> {
    const lab: Pick<Lab, 'results' | 'attempts'> = {
      results: () => Promise.resolve({ ...captured, results }),
      attempts: () => Promise.resolve([captured.folder]),
    };
    const { view } = await readView(lab as Lab, panel, null, 'en');
    if (view.kind !== 'filled') throw new Error(view.kind);
    return view;
  }

  function withFirst(change: (cell: CellResult) => CellResult): Results {
    const { cells } = captured.results;
    return { ...captured.results, cells: cells.map((cell, at) => (at === 0 ? change(cell) : cell)) };
  }

  it('has the times of a cell’s first sessions alone, and how many there are', async () => {
    const [time] = captured.results.cells[0]?.times ?? [];
    if (time === undefined) throw new Error('a cell has a time');
    const times = Array.from({ length: 100 }, (_, block) => ({ ...time, session: `s${block}`, block }));
    const { results } = await told(withFirst((cell) => ({ ...cell, times, sessions: 100 })));
    expect(results.cells[0]?.times).toEqual(times.slice(0, 60));
    expect(results.cells[0]?.sessions).toBe(100);
    expect(results.cells.slice(1)).toEqual(captured.results.cells.slice(1));
  });

  it('has no characters that could move a cursor or hide text, wherever they come from', async () => {
    const { comparisons: all } = captured.results;
    const results = withFirst((cell) => ({ ...cell, leftOut: [{ why: 'ended\u001b[2J', runs: 1 }] }));
    const comparisons = all.map((one) => ({ ...one, workload: 'sort\u202e' }));
    const { results: shown } = await told({ ...results, comparisons, standing: 'all\u0007' });
    expect(shown.cells[0]?.leftOut[0]?.why).toBe('ended\\u{1b}[2J');
    expect(shown.comparisons[0]?.workload).toBe('sort\\u{202e}');
    expect(shown.standing).toBe('all\\u{7}');
  });

  it('makes again only what has changed', async () => {
    const before = (await told(captured.results)).results;
    const after = (await told(withFirst((cell) => ({ ...cell, runs: 99 })))).results;
    expect(after.cells[0]?.runs).toBe(99);
    expect(after.cells[1]).toBe(before.cells[1]);
    expect(after.comparisons[0]).toBe(before.comparisons[0]);
  });
});
