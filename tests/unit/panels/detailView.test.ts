import { beforeAll, describe, expect, it } from 'vitest';
import { linkOf } from '../../../src/core/analysis/figures/entry';
import type { CellResult, Comparison, Results } from '../../../src/core/analysis/results';
import { detailView, NO_DETAIL } from '../../../src/panels/detailView';
import { capturedAttempts } from '../../support/captured';

describe('what the panel is told of what somebody looks at closer', () => {
  let results: Results;
  let compared: CellResult;

  beforeAll(async () => {
    const [first] = await capturedAttempts('sockets');
    if (first === undefined) throw new Error('one is kept here');
    ({ results } = first);
    const cell = results.cells.find((one) => heldOf(one).length > 0);
    if (cell === undefined) throw new Error('some cell is compared');
    compared = cell;
  });

  function heldOf({ layout, setting, workload, phase }: CellResult): readonly Comparison[] {
    return results.comparisons.filter(
      (one) =>
        one.workload === workload &&
        one.phase === phase &&
        one.one.layout === layout &&
        one.one.setting === setting,
    );
  }

  it('is nothing where nothing is asked for', () => {
    expect(detailView(results, NO_DETAIL)).toBe(null);
  });

  it('is every comparison once they are unfolded', () => {
    const asked = { cell: null, comparisons: true };
    expect(detailView(results, asked)).toEqual({ asked, cell: null, comparisons: results.comparisons });
  });

  it('is the times of a cell and what it is held against once it is selected, as a session of it too', () => {
    const link = { ...linkOf(compared), session: 's1' };
    const detail = detailView(results, { cell: link, comparisons: false });
    expect(detail?.comparisons).toBe(null);
    expect(detail?.cell).toEqual({ link, times: compared.times, comparisons: heldOf(compared) });
  });

  it('has the times of the first sessions alone', () => {
    const [time] = compared.times;
    if (time === undefined) throw new Error('a cell has a time');
    const times = Array.from({ length: 100 }, (_, block) => ({ ...time, session: `s${block}`, block }));
    const cells = results.cells.map((cell) => (cell === compared ? { ...cell, times } : cell));
    const detail = detailView({ ...results, cells }, { cell: linkOf(compared), comparisons: false });
    expect(detail?.cell?.times).toEqual(times.slice(0, 60));
  });

  it('finds a cell by the texts that the page has of it, and says no more than these', () => {
    const named = 'sort\u202e';
    const cells = results.cells.map((cell) => (cell === compared ? { ...cell, workload: named } : cell));
    const comparisons = heldOf(compared).map((one) => ({ ...one, workload: named }));
    const link = { ...linkOf(compared), workload: 'sort\\u{202e}' };
    const detail = detailView({ ...results, cells, comparisons }, { cell: link, comparisons: true });
    expect(detail?.cell?.times).toEqual(compared.times);
    expect(detail?.cell?.comparisons).toHaveLength(comparisons.length);
    expect(detail?.comparisons?.[0]?.workload).toBe('sort\\u{202e}');
  });

  it('is nothing of a cell that is there no more', () => {
    const link = { ...linkOf(compared), layout: 'gone' };
    const detail = detailView(results, { cell: link, comparisons: false });
    expect(detail?.cell).toEqual({ link, times: [], comparisons: [] });
  });

  it('makes again only what has changed', () => {
    const [before, after] = [1, 2].map(() => detailView(results, { cell: null, comparisons: true }));
    expect(after?.comparisons?.[0]).toBe(before?.comparisons?.[0]);
  });
});
