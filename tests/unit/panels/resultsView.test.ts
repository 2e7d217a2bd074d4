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

  it('has no times and no comparisons, but how many there are', async () => {
    const { results } = await told(captured.results);
    const { cells, comparisons } = captured.results;
    expect(results.cells.map(({ sessions }) => sessions)).toEqual(cells.map(({ sessions }) => sessions));
    expect(Object.keys(results.cells[0] ?? {})).not.toContain('times');
    expect(Object.values(results.verdicts).reduce((sum, count) => sum + count, 0)).toBe(comparisons.length);
    expect(results.verdicts.better).toBe(
      comparisons.filter(({ verdict }) => verdict.kind === 'better').length,
    );
  });

  it('has no characters that could move a cursor or hide text, wherever they come from', async () => {
    const results = withFirst((cell) => ({ ...cell, leftOut: [{ why: 'ended\u001b[2J', runs: 1 }] }));
    const { results: shown } = await told({ ...results, standing: 'all\u0007' });
    expect(shown.cells[0]?.leftOut[0]?.why).toBe('ended\\u{1b}[2J');
    expect(shown.standing).toBe('all\\u{7}');
  });

  it('makes again only what has changed', async () => {
    const before = (await told(captured.results)).results;
    const after = (await told(withFirst((cell) => ({ ...cell, runs: 99 })))).results;
    expect(after.cells[0]?.runs).toBe(99);
    expect(after.cells[1]).toBe(before.cells[1]);
  });
});
