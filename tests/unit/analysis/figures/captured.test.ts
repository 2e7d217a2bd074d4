import { beforeAll, describe, expect, it } from 'vitest';
import type { Figure } from '../../../../src/core/analysis/figures/figure';
import { figureFor, figureKinds } from '../../../../src/core/analysis/figures/kinds';
import { WHOLE_VIEW } from '../../../../src/core/analysis/figures/shown';
import { figureSvg } from '../../../../src/core/analysis/figures/svg';
import { usedBytes } from '../../../../src/core/analysis/pageUse';
import type { Results } from '../../../../src/core/analysis/results';
import { capturedAttempts } from '../../../support/captured';

// Attempts that really ran: real VMs on an emulated machine, their journals and outputs as they were written. What their
// figures show means nothing about any machine; that every kind is drawn of them, and of all their cells, does.

describe('captured attempts', () => {
  let sockets: Results;
  let first: Results;
  let second: Results;
  let memory: Results;

  beforeAll(async () => {
    const [whole] = (await capturedAttempts('sockets')).map(({ results }) => results);
    const [one, two] = (await capturedAttempts('cold-warm')).map(({ results }) => results);
    const [collected] = (await capturedAttempts('memory')).map(({ results }) => results);
    if (whole === undefined || one === undefined || two === undefined || collected === undefined)
      throw new Error('four are kept here');
    [sockets, first, second, memory] = [whole, one, two, collected];
  });

  it('are rehearsals that ran to their end, with what failed left out and told', () => {
    for (const { origin, runs, blocks } of [sockets, first, second]) {
      expect(origin).toBe('rehearsed');
      expect(runs).toMatchObject({ marked: 0, triedAgain: 0, ended: runs.planned });
      expect(blocks.ended).toBe(blocks.planned);
    }
    expect([sockets, first, second].map(({ runs }) => runs.failed)).toEqual([0, 1, 0]);
    const leftOut = first.cells.flatMap(({ leftOut: own }) => own);
    expect(leftOut).toEqual([{ why: 'failed with exit code 1', runs: 1 }]);
  });

  it('make every kind of figure, each with all its cells and what no machine took named', () => {
    const withoutFactors = ['cold-warm', 'agreement'];
    for (const { id } of figureKinds.filter((one) => ![...COLLECTED, 'counts'].includes(one.id))) {
      const subject = withoutFactors.includes(id) ? first : sockets;
      const figure = figureFor(subject, id, WHOLE_VIEW, second);
      if ('why' in figure) throw new Error(`${id}: ${figure.why}`);
      expect(figure.note).toContain('rehearsed: times mean nothing');
      expect(figure.table.rows.length).toBeGreaterThan(0);
      expect(marksOf(figure), id).toBeGreaterThan(3);
      expect(figureSvg(figure)).toContain('rehearsed');
    }
  });

  it('make none of what nobody collected, and say what to add to the experiment', () => {
    for (const id of COLLECTED) {
      const figure = figureFor(sockets, id, WHOLE_VIEW);
      expect('why' in figure ? figure.why : '', id).toMatch(/Put ".*" into its "collect"|"techniques"/);
    }
  });

  it('make those of what the ranks used, where it was and what was left to them', () => {
    for (const id of [...COLLECTED, 'memory', 'cold-warm']) {
      const figure = figureFor(memory, id, WHOLE_VIEW);
      if ('why' in figure) throw new Error(`${id}: ${figure.why}`);
      expect(figure.note).toContain('rehearsed: times mean nothing');
      expect(marksOf(figure), id).toBeGreaterThan(3);
      expect(figure.table.rows.length).toBeGreaterThan(0);
      expect(figureSvg(figure)).toContain('rehearsed');
    }
  });

  it('show the leak of a wide VM: cold runs lie right where vCPUs stay, warm ones on what the last left', () => {
    const local = (phase: string): number => {
      const own = memory.pages.filter((one) => one.phase === phase && one.layout === 'pinned');
      return own.reduce((sum, { use }) => sum + use.local / usedBytes(use), 0) / own.length;
    };
    expect(local('cold')).toBeGreaterThan(0.8);
    expect(local('warm')).toBeLessThan(0.4);
    for (const { run, share } of memory.leak) {
      if (run === 1) expect(share).toBeLessThan(0.02);
      else expect(share).toBeGreaterThan(0.6);
    }
  });

  it('stand at the sockets that their VMs really spanned', () => {
    const figure = figureFor(sockets, 'sockets', WHOLE_VIEW);
    if ('why' in figure || figure.chart.type !== 'points') throw new Error('points');
    const { ticks } = figure.chart.x;
    const places = figure.chart.series.flatMap(({ points }) => points.map(({ x }) => ticks?.[Math.round(x)]));
    expect([...new Set(places)]).toEqual(['1', '2', '4']);
  });

  it('have an interval at every slowdown, of as many blocks as ran', () => {
    const guests = sockets.cells.filter(({ layout }) => layout !== 'native');
    expect(guests.length).toBe(3 * 2 * 3);
    for (const { slowdown, slowdownInterval, times } of guests) {
      expect(times).toHaveLength(sockets.blocks.planned);
      const [low, high] = slowdownInterval ?? [NaN, NaN];
      expect(low).toBeLessThan(slowdown ?? NaN);
      expect(high).toBeGreaterThan(slowdown ?? NaN);
    }
  });
});

/** Kinds of what these attempts did not ask for. */
const COLLECTED: readonly string[] = ['locality', 'kinds', 'nodes', 'faults', 'leak', 'techniques'];

function marksOf({ chart }: Figure): number {
  if (chart.type === 'bars')
    return chart.series.flatMap(({ marks }) => marks.filter((mark) => mark !== null)).length;
  if (chart.type === 'points') return chart.series.flatMap(({ points }) => points).length;
  return chart.cells.flat().length;
}
