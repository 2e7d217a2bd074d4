import fc from 'fast-check';
import { expect, it } from 'vitest';
import type {
  Chart,
  Figure,
  FigureView,
  Link,
  Mark,
  Unit,
} from '../../../../src/core/analysis/figures/figure';
import { figureKinds } from '../../../../src/core/analysis/figures/kinds';
import { percentText, secondsText, shareText } from '../../../../src/core/analysis/format';
import type { Results } from '../../../../src/core/analysis/results';
import { seededRandom } from '../../../../src/core/experiment/random';
import { LAYOUTS, made, program } from './made';
import { faultsSaid, kindsSaid } from './madeCollected';

/** What a chart shows of a number: itself, as the chart's unit has it, and what it leads to. */
interface Shown {
  readonly texts: readonly string[];
  readonly link: Link | null;
}

function shownIn(chart: Chart): readonly Shown[] {
  if (chart.type === 'matrix') {
    return chart.cells
      .flat()
      .flatMap((cell) => (cell === null ? [] : [{ texts: cell.text.split(', p '), link: cell.link }]));
  }
  const unit = chart.type === 'bars' ? chart.unit : chart.y.unit;
  const text = textIn(unit);
  const marks: readonly (Mark | null)[] =
    chart.type === 'bars'
      ? chart.series.flatMap((one) => one.marks)
      : chart.series.flatMap((one) => one.points);
  const known = marks.flatMap((mark) => mark ?? []);
  return known.map(({ value, interval, link }) => ({
    // Ends stand without their sign of percent, and not at all where both read the same.
    texts: [
      text(value),
      ...[...new Set((interval ?? []).map(text))].slice(1).map((end) => end.replace(' %', '')),
    ],
    link,
  }));
}

function textIn(unit: Unit): (value: number) => string {
  if (unit === 'share') return (value) => shareText(value / 100);
  return unit === '%' ? (value) => percentText(value / 100) : secondsText;
}

/** Rows of the same cell, and of the same session where rows are sessions. */
function rowsOf({ table }: Figure, link: Link | null): readonly string[] {
  return table.rows
    .filter(({ link: own }) => {
      if (own === null || link === null) return own === link;
      const same = own.layout === link.layout && own.workload === link.workload && own.phase === link.phase;
      return same && own.setting === link.setting && (own.session ?? link.session) === link.session;
    })
    .map(({ cells }) => cells.join(' | '));
}

const attempts = fc.record({
  seed: fc.nat(),
  layouts: fc.subarray([...LAYOUTS], { minLength: 1 }),
  programs: fc.integer({ min: 1, max: 3 }),
  blocks: fc.integer({ min: 0, max: 6 }),
  native: fc.boolean(),
  thp: fc.boolean(),
  fails: fc.constantFrom(0, 0.2, 0.9),
});

type Made = typeof attempts extends fc.Arbitrary<infer T> ? T : never;

function resultsOf({ seed, layouts, programs, blocks, native, thp, fails }: Made): Results {
  const whole = seededRandom(seed);
  const random = (): number => whole(1e6) / 1e6;
  const collected = kindsSaid(() => ({
    ...{ local: random() * 100, single: random() * 10, multiple: random() * 20 },
    ...{ unmapped: random() * 5, wrong: random() * 5 },
  }));
  return made(
    () => (random() < fails ? null : 10 ** (random() * 6 - 2)),
    {
      ...{ layouts, native, replicates: 6 },
      workloads: Array.from({ length: programs }, (_, at) => program(`w${at + 1}`, `program ${at + 1}`)),
      factors: thp ? { 'host.thp': ['always', 'never'] } : {},
    },
    { blocks, collected: (run) => [...collected(run), ...faultsSaid(run, whole)] },
  );
}

const dimension = fc.constantFrom(null, 'layout', 'workload', 'phase', 'host.thp');
const views: fc.Arbitrary<FigureView> = fc.record({
  shown: fc.record(
    {
      layout: fc.subarray(['native', 'wide', 'half', 'four'], { minLength: 1 }),
      workload: fc.subarray(['program 1', 'program 2']),
      phase: fc.subarray(['cold', 'warm']),
    },
    { requiredKeys: [] },
  ),
  ...{ group: dimension, colour: dimension, paper: fc.boolean() },
});

const KINDS = ['local', 'remote single', 'remote multiple', 'unmapped'];

it('every number of a chart stands in the row of its cell, whatever is shown, grouped and coloured', () => {
  const drawn = new Set<string>();
  fc.assert(
    fc.property(attempts, fc.array(views, { minLength: 3, maxLength: 3 }), (attempt, chosen) => {
      const results = resultsOf(attempt);
      for (const kind of figureKinds) {
        for (const view of chosen) {
          const figure = kind.draw(results, view, results);
          if ('why' in figure) {
            expect(figure.why).toMatch(/\S\.$/);
            continue;
          }
          drawn.add(kind.id);
          const numbers = shownIn(figure.chart);
          for (const { texts, link } of numbers) {
            const rows = rowsOf(figure, link);
            expect(
              rows.some((row) => texts.every((text) => row.includes(text))),
              `${texts.join()} in ${rows.join('\n')}`,
            ).toBe(true);
          }
          for (const { cells } of figure.table.rows) expect(cells).toHaveLength(figure.table.head.length);
          // The other way round: a row with a number is on the chart.
          const { chart } = figure;
          if (kind.id === 'counts') {
            // A row has a number of both attempts; those of nodes are in the table alone.
            const kinds = figure.table.rows.filter(({ cells }) => cells.some((cell) => KINDS.includes(cell)));
            expect(kinds.length * 2).toBe(numbers.length);
          } else if (chart.type === 'bars' && chart.stacked !== undefined)
            expect(figure.table.rows.length * chart.series.length).toBe(numbers.length);
          else if (chart.type === 'bars') {
            const column = figure.table.head.findIndex((head) => head.includes('(95 %)'));
            // Of two attempts, and of guests and host, a row has two numbers.
            const each = ['agreement', 'faults'].includes(kind.id) ? 2 : 1;
            expect(figure.table.rows.filter(({ cells }) => cells[column] !== '-')).toHaveLength(
              numbers.length / each,
            );
          }
        }
      }
    }),
    { numRuns: 40, seed: 11 },
  );
  expect([...drawn].sort()).toEqual(
    figureKinds
      .map(({ id }) => id)
      .filter((id) => ![...'transport class memory locality techniques'.split(' ')].includes(id))
      .sort(),
  );
});
