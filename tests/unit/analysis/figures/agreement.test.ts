import { describe, expect, it } from 'vitest';
import { figureFor } from '../../../../src/core/analysis/figures/kinds';
import type { Figure, FigureView } from '../../../../src/core/analysis/figures/figure';
import { WHOLE_VIEW } from '../../../../src/core/analysis/figures/shown';
import type { Results } from '../../../../src/core/analysis/results';
import { barsOf, made, type SecondsOf, whyNot } from './made';

const wobble = (block: number): number => [0.98, 1, 1.02][block % 3] ?? 1;
const slower =
  (factor: number): SecondsOf =>
  ({ layout, block }) =>
    (layout === 'native' ? 10 : layout === 'wide' ? 10 * factor : 11) *
    wobble(layout === 'native' ? block : block + 1);

const measured = made(slower(2));
const again = made(slower(2.2));
const predicted = made(slower(1.5), {}, { origin: 'predicted' });
const rehearsed = made(slower(5), {}, { origin: 'rehearsed' });

function side(results: Results, other: Results | null, view: Partial<FigureView> = {}): Figure {
  const figure = figureFor(results, 'agreement', { ...WHOLE_VIEW, ...view }, other);
  if ('why' in figure) throw new Error(figure.why);
  return figure;
}

function refusal(results: Results, other: Results): string {
  const figure = figureFor(results, 'agreement', WHOLE_VIEW, other);
  return 'why' in figure ? figure.why : '';
}

describe('a figure of two attempts', () => {
  it('has a bar of each in every cell, and how far they are apart in points', () => {
    const { title, chart, table, note } = side(measured, again, {
      shown: { layout: ['wide'], phase: ['warm'] },
    });
    expect(title).toBe('Two attempts side by side: stencil, warm');
    expect(chart).toMatchObject({ type: 'bars', unit: '%', labels: ['wide'] });
    const values = barsOf(side(measured, again)).series.map(({ marks }) => marks[0]?.value ?? 0);
    expect(values[0]).toBeCloseTo(100, 0);
    expect(values[1]).toBeCloseTo(120, 0);
    expect(table.head).not.toContain('inside');
    expect(table.rows[0]?.cells).toContain('-20.0 points');
    expect(note).toContain('; beside ');
  });

  it('names who says what, and leads to places of this attempt', () => {
    const [own, other] = barsOf(side(measured, predicted)).series;
    expect([own?.name, other?.name].map((name) => name?.split(':')[0])).toEqual(['measured', 'predicted']);
    expect(other?.marks.map((mark) => mark?.link)).toEqual(own?.marks.map((mark) => mark?.link));
  });

  it.each([
    ['the prediction is beside it', measured, predicted],
    ['it is beside the prediction', predicted, measured],
  ])('says whether what was measured lies in the interval of the prediction: %s', (_, one, two) => {
    const { title, table } = side(one, two);
    expect(title).toContain('Prediction beside measurement');
    const at = table.head.indexOf('inside');
    const ofLayout = (name: string): readonly (string | undefined)[] =>
      table.rows.filter(({ cells }) => cells[0] === name).map(({ cells }) => cells[at]);
    expect(new Set(ofLayout('wide'))).toEqual(new Set(['no']));
    expect(new Set(ofLayout('four'))).toEqual(new Set(['yes']));
  });

  it('is of seconds where one has no native runs, and then of one origin', () => {
    const bare = made(slower(2.2), { native: false });
    const { chart, table } = side(measured, bare, { shown: { layout: ['wide'], phase: ['warm'] } });
    expect(chart).toMatchObject({ type: 'bars', unit: 's' });
    expect(table.rows[0]?.cells.join(' ')).toMatch(/ -9\.\d %/);
    expect(refusal(bare, predicted)).toContain('seconds are not comparable');
  });

  it('holds what was rehearsed against nothing else', () => {
    expect(refusal(measured, rehearsed)).toContain('rehearsals alone');
    expect(refusal(rehearsed, predicted)).toContain('rehearsals alone');
    expect(side(rehearsed, rehearsed).note).toContain('times mean nothing');
  });

  it('asks for the other attempt, and tells when nothing is in both', () => {
    expect(whyNot('agreement', measured)).toContain('Compare with…');
    const elsewhere = { ...again, cells: [], means: [] };
    expect(refusal(measured, elsewhere)).toContain('No cell');
  });
});
