import { groupBy } from '../../text/groupBy';
import { keyOf } from '../cells';
import { shareText } from '../format';
import type { Leak } from '../leak';
import type { CellResult, Results } from '../results';
import { titleOf } from './captions';
import { colourOf } from './choice';
import { coloursBy } from './colours';
import { levelIn } from './dimensions';
import { type Entry, linkOf, wordsOf } from './entry';
import type { Figure, FigureKind, FigureTable, FigureView, PointChart } from './figure';
import { mebibytesText } from './mebibytes';
import { NOT_COLLECTED } from './pageBars';
import { dimensionsOfSeries, seriesOf } from './series';
import { cellsShown, nothingShown } from './shown';
import { amount, countsText, joined, noteOf, numbersFrom } from './words';

/** What runs find of earlier ones on the wrong node: memory that was right for whoever touched it first. */
export const leak: FigureKind = {
  id: 'leak',
  title: 'Memory inherited on the wrong node',
  paper: [],
  draw(results, view) {
    const cells = cellsShown(results, view);
    if (cells.length === 0) return nothingShown(results);
    const leaks = groupBy(results.leak, keyOf);
    const told = cells.flatMap((cell) => entriesOf(cell, leaks.get(keyOf(cell)) ?? []));
    if (told.length === 0) return NOT_COLLECTED;
    if (told.every(({ leak: { run } }) => run === 1)) return ONLY_FIRST;
    return leakFigure(results, view, cells, told);
  },
};

const ONLY_FIRST = {
  why: 'Only the first run of a session is shown, which inherits nothing of a program. Show warm runs, or set "phases" of the experiment to ["cold", "warm"].',
} as const;

/** Runs of a cell in one place of their sessions. */
interface LeakEntry extends Entry {
  readonly leak: Leak;
}

function entriesOf(cell: CellResult, leaks: readonly Leak[]): readonly LeakEntry[] {
  return leaks.map((one) => ({
    ...{ at: cell, value: one.share * 100, interval: null, text: shareText(one.share), leak: one },
    ...{ count: one.sessions, counted: 'session', leftOut: cell.leftOut, link: linkOf(cell) },
  }));
}

function leakFigure(
  results: Results,
  view: FigureView,
  cells: readonly CellResult[],
  entries: readonly LeakEntry[],
): Figure {
  const sorted = [...entries].sort((a, b) => a.leak.run - b.leak.run);
  const all = results.cells.filter(({ layout }) => layout !== 'native');
  const colour = colourOf(view, ['technique', 'layout', 'workload'], all, null);
  const dimensions = dimensionsOfSeries(sorted, ['phase'], colour);
  const columns = [...new Set(['layout', ...dimensions, 'workload', 'phase'])];
  const most = Math.max(...sorted.map(({ leak: { run } }) => run));
  const leaks = new Map<Entry, Leak>(sorted.map((entry) => [entry, entry.leak]));
  return {
    kind: leak.id,
    title: titleOf(leak.title, cells, columns, results.cells),
    note: noteOf(results, cells),
    legend: joined([
      `points: of the guest memory that the ranks of a run used, what an earlier run had left on another node than a rank that maps it, mean over sessions, ${countsText(
        sorted.map(({ count }) => count),
        'session',
      )}`,
      'only runs that count',
      sorted.some((one) => one.leak.after.length > 0)
        ? 'upright lines: what was done to the VMs before the run'
        : '',
    ]),
    chart: {
      type: 'points',
      x: { title: 'run of its session, from the boot on', unit: '', ticks: numbersFrom(1, most) },
      y: { title: 'inherited on the wrong node', unit: 'share' },
      series: seriesOf(sorted, dimensions, colour, coloursBy(colour, results.cells)).map((one) =>
        pointsOf(one, leaks, columns),
      ),
      ...{ bands: [], boxes: [], lines: [], moments: momentsOf(sorted) },
    },
    table: tableOf(sorted, columns),
  };
}

/** Between the run before and the first one after. */
function momentsOf(entries: readonly LeakEntry[]): NonNullable<PointChart['moments']> {
  const acted = groupBy(
    entries.filter((one) => one.leak.after.length > 0),
    (one) => one.leak.run,
  );
  return [...acted].map(([run, own]) => ({
    x: run - 1.5,
    label: [...new Set(own.flatMap((one) => one.leak.after))].join(', '),
  }));
}

function pointsOf(
  { entries, ...series }: ReturnType<typeof seriesOf>[number],
  leaks: ReadonlyMap<Entry, Leak>,
  columns: readonly string[],
): PointChart['series'][number] {
  const points = entries.flatMap((entry) => {
    const own = leaks.get(entry);
    if (own === undefined) return [];
    const words = `${wordsOf(entry.at, columns)}, run ${own.run}${afterText(own)}`;
    const size = `${mebibytesText(own.wrongBytes)} of ${mebibytesText(own.usedBytes)} MiB`;
    return [
      {
        ...{ x: own.run - 1, value: own.share * 100, interval: null, link: entry.link },
        text: `${words}: ${entry.text} (${size}), ${amount(own.sessions, 'session')}`,
      },
    ];
  });
  const places = new Set(points.map(({ x }) => x));
  return { ...series, joined: places.size > 1 && places.size === points.length, points };
}

function afterText({ after }: Leak): string {
  return after.length === 0 ? '' : `, after ${after.join(', ')}`;
}

function tableOf(entries: readonly LeakEntry[], columns: readonly string[]): FigureTable {
  return {
    head: [
      ...[...columns, 'run', 'after', 'inherited on the wrong node', 'by session'],
      ...['wrong node, MiB', 'inherited, MiB', 'used, MiB', 'sessions'],
    ],
    rows: entries.map(({ at, link, text, leak: own }) => ({
      cells: [
        ...columns.map((id) => levelIn(at, id) ?? '-'),
        ...[String(own.run), own.after.join(', ') || '-', text, own.range.map(shareText).join(' to ')],
        ...[own.wrongBytes, own.inheritedBytes, own.usedBytes].map(mebibytesText),
        String(own.sessions),
      ],
      link,
    })),
  };
}
