import { describe, expect, it } from 'vitest';
import { drawn, made, matrixOf, program, type SecondsOf, whyNot } from './made';

/** The wide VM takes 1.5 times as long as the native machine, give or take; four VMs as long. */
const noisy: SecondsOf = ({ layout, block }) =>
  10 * ({ native: 1, wide: 1.5 + block / 100, half: 1.2 + block / 90, four: 1 }[layout] ?? 1) +
  (layout === 'four' ? ((block * 7) % 5) / 100 : 0);

describe('comparisons', () => {
  const results = made(noisy, {
    replicates: 12,
    workloads: [program('w1', 'stencil'), program('w2', 'sort')],
  });
  const figure = drawn('comparisons', results);

  it('are a matrix of later layouts against earlier ones, with a tone for each verdict', () => {
    const { rows, columns, cells } = matrixOf(figure);
    expect([rows, columns]).toEqual([
      ['wide', 'half', 'four'],
      ['native', 'wide', 'half'],
    ]);
    expect(cells.map((row) => row.map((cell) => cell?.tone ?? null))).toEqual([
      ['worse', null, null],
      ['worse', 'better', null],
      ['equivalent', 'better', 'better'],
    ]);
    expect(cells[0]?.[0]?.text).toMatch(/^\+55\.\d % \(\+53\.\d to \+57\.\d\), p 0\.00\d+$/);
    expect(cells[0]?.[0]?.link).toMatchObject({ layout: 'wide', workload: 'stencil', phase: 'cold' });
  });

  it('are of the program and phase that are shown, or of the first ones, which is told', () => {
    expect(figure.title).toBe('Comparisons: stencil, cold');
    expect(figure.legend).toContain('the first of 2 programs and 2 phases that are shown');
    const chosen = drawn('comparisons', results, { shown: { workload: ['sort'], phase: ['warm'] } });
    expect(chosen.title).toBe('Comparisons: sort, warm');
    expect(chosen.legend).not.toContain('the first of');
  });

  it('say in the table what the verdict is, and of how many blocks', () => {
    expect(figure.table.rows.map(({ cells }) => [cells[0], cells[1], cells[5], cells[6]])).toEqual([
      ['wide', 'native', '12', 'worse'],
      ['half', 'native', '12', 'worse'],
      ['four', 'native', '12', 'equivalent within 5 %'],
      ['half', 'wide', '12', 'better'],
      ['four', 'wide', '12', 'better'],
      ['four', 'half', '12', 'better'],
    ]);
    expect(figure.legend).toContain('corrected (Holm) for the 6 comparisons');
  });

  it('say how many more blocks would do', () => {
    const early = drawn('comparisons', made(noisy, {}, { blocks: 2 }));
    expect(early.table.rows[0]?.cells[6]).toMatch(/^undecided, \d+ more blocks$/);
    expect(matrixOf(early).cells[0]?.[0]?.tone).toBe('undecided');
  });

  it('are not drawn of one layout alone', () => {
    expect(whyNot('comparisons', results, { shown: { layout: ['wide'] } })).toBe(
      'There is nothing to compare wide with in stencil, cold. Show or add a layout or a level of a factor.',
    );
  });
});
