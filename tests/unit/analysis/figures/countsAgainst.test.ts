import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { heldAgainst } from '../../../../src/core/analysis/against';
import { againstTable } from '../../../../src/core/analysis/againstTable';
import { countsAgainst } from '../../../../src/core/analysis/countsAgainst';
import { figureFor } from '../../../../src/core/analysis/figures/kinds';
import type { Figure, FigureView } from '../../../../src/core/analysis/figures/figure';
import { WHOLE_VIEW } from '../../../../src/core/analysis/figures/shown';
import type { Results } from '../../../../src/core/analysis/results';
import { capturedAttempts } from '../../../support/captured';
import { barsOf, type Journalled, made, whyNot } from './made';
import { type Kinds, kindsSaid, VMS } from './madeCollected';

const seconds = (): number => 10;

/** Of 100 MiB a VM: cold and warm. */
function paged(local: readonly [number, number], more: Journalled = {}, single = 0): Results {
  const kindsOf = (phase: string): Kinds => {
    const own = phase === 'cold' ? local[0] : local[1];
    return { local: own, single, multiple: 100 - own - single, unmapped: 0, wrong: 0 };
  };
  return made(seconds, {}, { collected: kindsSaid(({ phase }) => kindsOf(phase)), ...more });
}

/** Each VM of a run sends these. */
function sending(network: number, region: number | null): NonNullable<Journalled['collected']> {
  return ({ session, run, layout }) =>
    layout !== 'four'
      ? []
      : (VMS.get(layout) ?? []).map((vm) => ({
          ...{ event: 'traffic', session, run, vm, networkSentBytes: network, networkReceivedBytes: network },
          ...{ regionSentBytes: region, regionMessages: region === null ? null : 1 },
        }));
}

function side(results: Results, other: Results, view: Partial<FigureView> = {}): Figure {
  const figure = figureFor(results, 'counts', { ...WHOLE_VIEW, ...view }, other);
  if ('why' in figure) throw new Error(figure.why);
  return figure;
}

const rehearsed = paged([80, 30], { origin: 'rehearsed' });
const predicted = paged([86, 20], { origin: 'predicted' }, 4);

describe('counts of two attempts', () => {
  it('are compared whatever the origins, though times of them are not', () => {
    const held = heldAgainst(rehearsed, predicted);
    expect(held.refused).toContain('times of different origin');
    // Per cell: local 6 or 10, single 4, multiple 10 or 6 points; three layouts, cold and warm.
    expect(held.counts?.kinds).toMatchObject({ cells: 6, shares: 18 });
    expect(held.counts?.kinds.medianPoints).toBeCloseTo(6, 9);
    expect(held.counts?.kinds.largestPoints).toBeCloseTo(10, 9);
    expect(againstTable(held)).toContain(
      'counts, error of the prediction: pages by kind: median 6.0 points, at most 10.0, of 18 shares in 6 cells; pages by node: ',
    );
  });

  it('have two bars for each cell, told apart by origin, with the error of the prediction in points beneath', () => {
    const figure = side(rehearsed, predicted, { shown: { layout: ['wide'], phase: ['warm'] } });
    expect(figure.title).toBe('Predicted counts beside rehearsed ones: stencil, warm');
    const chart = barsOf(figure);
    expect(chart).toMatchObject({ unit: 'share', stacked: true });
    expect(chart.labels).toEqual(['rehearsed: wide', 'predicted: wide']);
    const local = chart.series.find(({ name }) => name === 'local');
    expect(local?.marks.map((mark) => mark?.value)).toEqual([expect.closeTo(30), expect.closeTo(20)]);
    expect(figure.table.head).toEqual([
      ...['layout', 'count', 'rehearsed', 'predicted', 'error', 'sessions', 'runs left out'],
    ]);
    expect(figure.table.rows.map(({ cells }) => cells.slice(1, 6))).toEqual([
      ['local', '30.0 %', '20.0 %', '-10.0 points', '3, 3'],
      ['remote single', '0.0 %', '4.0 %', '+4.0 points', '3, 3'],
      ['remote multiple', '70.0 %', '76.0 %', '+6.0 points', '3, 3'],
      ['unmapped', '0.0 %', '0.0 %', '0.0 points', '3, 3'],
      ['node 0', '47.5 %', '39.0 %', '-8.5 points', '3, 3'],
      ['node 1', '52.5 %', '61.0 %', '+8.5 points', '3, 3'],
    ]);
    expect(figure.legend).toContain(
      'error of the prediction: pages by kind: median 6.0 points, at most 10.0',
    );
    expect(figure.note).toContain('rehearsed: times mean nothing');
    expect(figure.note).toContain('predicted by the model, not measured');
  });

  it('hold bytes by path as a ratio of the predicted to the counted ones, from either side', () => {
    const found = made(seconds, {}, { origin: 'rehearsed', collected: sending(2e6, 8e6) });
    const said = made(seconds, {}, { origin: 'predicted', collected: sending(1e6, 24e6) });
    for (const [one, other] of [
      [found, said],
      [said, found],
    ] as const) {
      const { bytes, kinds } = countsAgainst(one, other).error;
      expect(bytes).toMatchObject({ pairs: 4, medianRatio: 1.75, range: [0.5, 3], onOneSide: 0 });
      expect(kinds).toEqual({ cells: 0, shares: 0, medianPoints: null, largestPoints: null });
    }
    const figure = side(found, said);
    expect(barsOf(figure).title).toBe('sent, MB');
    expect(barsOf(figure).series.map(({ marks }) => marks[0]?.value)).toEqual([8, 4]);
    expect(figure.table.rows[0]?.cells).toEqual([
      ...['cold', 'sent over the network', '8.000 MB', '4.000 MB', '0.500 times', '3, 3', '0'],
    ]);
    expect(figure.legend).toContain('bytes: 1.75 times as many as were counted (median of 4, 0.500 to 3.00)');
  });

  it('are told apart as this and the other attempt where both have one origin', () => {
    const again = { ...rehearsed, attempt: 'again' };
    const figure = side(rehearsed, again, { shown: { layout: ['wide'], phase: ['warm'] } });
    expect(figure.title).toContain('Counts of two attempts');
    expect(barsOf(figure).labels).toEqual(['this: wide', 'other: wide']);
    expect(figure.table.head).toContain('rehearsed, this attempt');
    expect(figure.table.head).toContain('difference');
    expect(figure.legend).toContain('; apart: pages by kind: median 0.0 points');
  });

  it('tell a path on which one of both alone has sent anything', () => {
    const found = made(seconds, {}, { origin: 'rehearsed', collected: sending(2e6, null) });
    const said = made(seconds, {}, { origin: 'predicted', collected: sending(2e6, 5e6) });
    expect(countsAgainst(found, said).error.bytes).toMatchObject({ pairs: 2, medianRatio: 1, onOneSide: 2 });
    const row = side(found, said).table.rows.find(({ cells }) => cells.includes('sent through the region'));
    expect(row?.cells.slice(2, 5)).toEqual(['0 MB', '20.00 MB', '-']);
  });

  it('name what one of both alone has told, and say why there is nothing to compare', () => {
    const both: Journalled['collected'] = (run) => [
      ...kindsSaid(() => ({ local: 50, single: 50, multiple: 0, unmapped: 0, wrong: 0 }))(run),
      ...sending(1e6, null)(run),
    ];
    const more = made(seconds, {}, { origin: 'rehearsed', collected: both });
    const figure = side(more, predicted);
    expect(figure.legend).toContain(
      'in one attempt alone: bytes of four, stencil, cold (rehearsed), bytes of four, stencil, warm (rehearsed)',
    );
    const row = figure.table.rows.find(({ cells }) => cells.includes('sent over the network'));
    expect(row?.cells).toContain('-');
    const bare = made(seconds, {}, { origin: 'predicted' });
    const why = figureFor(rehearsed, 'counts', WHOLE_VIEW, bare);
    expect('why' in why ? why.why : '').toContain('There are none in a1.');
    expect(heldAgainst(rehearsed, bare).counts).toBeNull();
    expect(whyNot('counts', rehearsed)).toContain('Compare with…');
  });

  it('are not apart from themselves, and as far apart from either side', () => {
    const share = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(fc.tuple(share, share), fc.tuple(share, share), (one, two) => {
        const [left, right] = [paged(one), paged(two)];
        const same = countsAgainst(left, left).error;
        expect([same.kinds.largestPoints, same.nodes.largestPoints]).toEqual([0, 0]);
        const { kinds } = countsAgainst(left, right).error;
        expect(countsAgainst(right, left).error.kinds).toEqual(kinds);
        const most = Math.max(...one.map((own, at) => Math.abs(own - (two[at] ?? 0))));
        expect(kinds.largestPoints).toBeCloseTo(most, 9);
      }),
      { numRuns: 25, seed: 3 },
    );
  });
});

describe('counts of an attempt that really ran', () => {
  let memory: Results;

  beforeAll(async () => {
    const [read] = (await capturedAttempts('memory')).map(({ results }) => results);
    if (read === undefined) throw new Error('one is kept here');
    memory = read;
  });

  it('stand beside those of another attempt, cell by cell', () => {
    const other = { ...memory, attempt: 'other', origin: 'predicted' as const };
    const figure = side(memory, other);
    expect(barsOf(figure).labels).toHaveLength(2 * memory.pages.length);
    expect(figure.table.rows.length).toBe(memory.pages.length * 8);
    expect(figure.legend).toContain('median 0.0 points, at most 0.0');
  });
});
