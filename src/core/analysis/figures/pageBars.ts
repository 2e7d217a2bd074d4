import { keyOf } from '../cells';
import { shareText } from '../format';
import type { CellPages } from '../pageKinds';
import { type PageUse, usedBytes } from '../pageUse';
import type { CellResult, Results } from '../results';
import { titleOf } from './captions';
import { levelIn } from './dimensions';
import { linkOf, wordsOf } from './entry';
import type { BarChart, Figure, FigureKind, FigureTable, FigureView, NotDrawn } from './figure';
import { mebibytesText } from './mebibytes';
import { cellRows } from './rows';
import { cellsShown, nothingShown } from './shown';
import { amount, countsText, joined, leftOutText, noteOf } from './words';

/** A part of the guest memory that ranks use: a shade of every bar. */
export interface PagePart {
  readonly name: string;
  readonly colour: number;
  readonly bytesOf: (use: PageUse) => number;
}

/** How the bars of a figure are divided, and what its table says beside their parts. */
export interface PageBars extends Pick<FigureKind, 'id' | 'title'> {
  readonly partsOf: (all: readonly CellPages[]) => readonly PagePart[];
  /** What the parts are. */
  readonly legend: readonly string[];
  readonly columnsOf: (
    all: readonly CellPages[],
  ) => readonly { readonly head: string; readonly text: (pages: CellPages) => string }[];
}

/** Said by every figure of what ranks use. */
export const NOT_COLLECTED = {
  why: 'Nobody has told yet what ranks use of the memory of a VM that is shown: no run in one has ended that counts, or the experiment does not collect it. Put "pageKinds" into its "collect".',
} as const;

/** A bar a cell: all that its ranks used, in parts that make a whole. */
export function drawPages(results: Results, view: FigureView, bars: PageBars): Figure | NotDrawn {
  const cells = cellsShown(results, view);
  if (cells.length === 0) return nothingShown(results);
  const known = new Map(results.pages.map((one) => [keyOf(one), one]));
  const told = cells.filter((cell) => known.has(keyOf(cell)));
  if (told.length === 0) return NOT_COLLECTED;
  const { cells: shown, dimensions } = cellRows(told, results.cells, view);
  const rows = shown.flatMap((cell): Row[] => {
    const pages = known.get(keyOf(cell));
    return pages === undefined ? [] : [{ cell, pages }];
  });
  return pageFigure(results, rows, dimensions, bars);
}

/** A cell with what its ranks used. */
interface Row {
  readonly cell: CellResult;
  readonly pages: CellPages;
}

function pageFigure(
  results: Results,
  rows: readonly Row[],
  dimensions: readonly string[],
  bars: PageBars,
): Figure {
  const cells = rows.map(({ cell }) => cell);
  const all = rows.map(({ pages }) => pages);
  const parts = bars.partsOf(all);
  return {
    kind: bars.id,
    title: titleOf(bars.title, cells, dimensions, results.cells),
    note: noteOf(results, cells),
    legend: joined([
      `parts of a bar: of the guest memory that ranks map, mean over sessions, ${countsText(
        all.map(({ sessions }) => sessions),
        'session',
      )}`,
      ...bars.legend,
    ]),
    chart: {
      ...{ type: 'bars', unit: 'share', title: 'guest memory that ranks use', stacked: true, lines: [] },
      labels: rows.map(({ cell }) => wordsOf(cell, dimensions)),
      series: parts.map((part) => seriesOf(part, rows, dimensions)),
    },
    table: tableOf(rows, dimensions, parts, bars),
  };
}

function seriesOf(
  { name, colour, bytesOf }: PagePart,
  rows: readonly Row[],
  dimensions: readonly string[],
): BarChart['series'][number] {
  const marks = rows.map(({ cell, pages: { use, sessions } }) => {
    const share = shareOf(use, bytesOf);
    const size = `${mebibytesText(bytesOf(use))} of ${mebibytesText(usedBytes(use))} MiB`;
    return {
      ...{ value: share * 100, interval: null, link: linkOf(cell) },
      text: `${wordsOf(cell, dimensions)}: ${name} ${shareText(share)} (${size}), ${amount(sessions, 'session')}`,
    };
  });
  return { name, colour, marks };
}

/** Of nothing each part is nothing. */
function shareOf(use: PageUse, bytesOf: PagePart['bytesOf']): number {
  const used = usedBytes(use);
  return used === 0 ? 0 : bytesOf(use) / used;
}

function tableOf(
  rows: readonly Row[],
  dimensions: readonly string[],
  parts: readonly PagePart[],
  bars: PageBars,
): FigureTable {
  const columns = bars.columnsOf(rows.map(({ pages }) => pages));
  return {
    head: [
      ...[...dimensions, ...parts.map(({ name }) => name), 'used, MiB'],
      ...parts.map(({ name }) => `${name}, MiB`),
      ...[...columns.map(({ head }) => head), 'sessions', 'runs left out'],
    ],
    rows: rows.map(({ cell, pages }) => ({
      cells: [
        ...dimensions.map((id) => levelIn(cell, id) ?? '-'),
        ...parts.map(({ bytesOf }) => shareText(shareOf(pages.use, bytesOf))),
        mebibytesText(usedBytes(pages.use)),
        ...parts.map(({ bytesOf }) => mebibytesText(bytesOf(pages.use))),
        ...columns.map(({ text }) => text(pages)),
        ...[String(pages.sessions), leftOutText(cell.leftOut)],
      ],
      link: linkOf(cell),
    })),
  };
}
