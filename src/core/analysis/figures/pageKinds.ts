import { shareText } from '../format';
import type { CellPages } from '../pageKinds';
import { type PageUse, usedBytes } from '../pageUse';
import type { CellResult, Results } from '../results';
import { titleOf } from './captions';
import { levelIn } from './dimensions';
import { linkOf, wordsOf } from './entry';
import type { BarChart, Figure, FigureKind, FigureTable, FigureView } from './figure';
import { mebibytesText, nodesIn } from './mebibytes';
import { cellRows } from './rows';
import { cellsShown, nothingShown } from './shown';
import { amount, countsText, joined, leftOutText, noteOf } from './words';

/** What ranks use of the guests' memory, told apart by where it lies and by how many map it, cold beside warm. */
export const pageKinds: FigureKind = {
  id: 'kinds',
  title: 'Guest memory that ranks use, by kind',
  paper: [3, 4, 6],
  draw(results, view) {
    const cells = cellsShown(results, view);
    if (cells.length === 0) return nothingShown(results);
    const known = new Map(results.pages.map((one) => [keyOf(one), one]));
    const told = cells.filter((cell) => known.has(keyOf(cell)));
    return told.length === 0 ? NOT_COLLECTED : kindsFigure(results, view, told, known);
  },
};

/** Said by every figure of what ranks use. */
export const NOT_COLLECTED = {
  why: 'Nobody has told yet what ranks use of the memory of a VM that is shown: no run in one has ended that counts, or the experiment does not collect it. Put "pageKinds" into its "collect".',
} as const;

type Kind = Exclude<keyof PageUse, 'onNodes'>;

/** From the best to the worst, and what is not decided. */
const KINDS: readonly (readonly [kind: Kind, name: string, colour: number])[] = [
  ['local', 'local', 4],
  ['remoteSingle', 'remote single', 1],
  ['remoteMultiple', 'remote multiple', 2],
  ['unmapped', 'unmapped', 9],
];

function keyOf({
  layout,
  setting,
  workload,
  phase,
}: Pick<CellPages, 'layout' | 'setting' | 'workload' | 'phase'>) {
  return JSON.stringify([layout, setting, workload, phase]);
}

/** A cell with what its ranks used. */
interface Row {
  readonly cell: CellResult;
  readonly pages: CellPages;
}

function kindsFigure(
  results: Results,
  view: FigureView,
  told: readonly CellResult[],
  known: ReadonlyMap<string, CellPages>,
): Figure {
  const { cells, dimensions } = cellRows(told, results.cells, view);
  const rows = cells.flatMap((cell): Row[] => {
    const pages = known.get(keyOf(cell));
    return pages === undefined ? [] : [{ cell, pages }];
  });
  return {
    kind: pageKinds.id,
    title: titleOf(pageKinds.title, cells, dimensions, results.cells),
    note: noteOf(results, cells),
    legend: joined([
      `parts of a bar: of the guest memory that ranks map, mean over sessions, ${countsText(
        rows.map(({ pages }) => pages.sessions),
        'session',
      )}`,
      'local: all ranks that map it run on the node of the host on which it lies',
      'remote single: its one rank runs on another node',
      'remote multiple: several ranks map it, one of them at least from another node',
      'unmapped: the host has no page for it',
    ]),
    chart: {
      ...{ type: 'bars', unit: 'share', title: 'guest memory that ranks use', stacked: true, lines: [] },
      labels: rows.map(({ cell }) => wordsOf(cell, dimensions)),
      series: KINDS.map((kind) => seriesOf(kind, rows, dimensions)),
    },
    table: tableOf(rows, dimensions),
  };
}

function seriesOf(
  [kind, name, colour]: (typeof KINDS)[number],
  rows: readonly Row[],
  dimensions: readonly string[],
): BarChart['series'][number] {
  const marks = rows.map(({ cell, pages: { use, sessions } }) => {
    const share = shareOf(use, kind);
    const size = `${mebibytesText(use[kind])} of ${mebibytesText(usedBytes(use))} MiB`;
    return {
      ...{ value: share * 100, interval: null, link: linkOf(cell) },
      text: `${wordsOf(cell, dimensions)}: ${name} ${shareText(share)} (${size}), ${amount(sessions, 'session')}`,
    };
  });
  return { name, colour, marks };
}

/** Of nothing each part is nothing. */
function shareOf(use: PageUse, kind: Kind): number {
  const used = usedBytes(use);
  return used === 0 ? 0 : use[kind] / used;
}

function tableOf(rows: readonly Row[], dimensions: readonly string[]): FigureTable {
  const nodes = nodesIn(rows.map(({ pages }) => pages.use.onNodes));
  return {
    head: [
      ...[...dimensions, ...KINDS.map(([, name]) => name), 'remote, by session', 'used, MiB'],
      ...KINDS.map(([, name]) => `${name}, MiB`),
      ...nodes.map((node) => `on node ${node}, MiB`),
      ...['sessions', 'runs left out'],
    ],
    rows: rows.map(({ cell, pages: { use, remoteRange, sessions } }) => ({
      cells: [
        ...dimensions.map((id) => levelIn(cell, id) ?? '-'),
        ...KINDS.map(([kind]) => shareText(shareOf(use, kind))),
        remoteRange === null ? '-' : remoteRange.map(shareText).join(' to '),
        mebibytesText(usedBytes(use)),
        ...KINDS.map(([kind]) => mebibytesText(use[kind])),
        ...nodes.map((node) => mebibytesText(use.onNodes[node] ?? 0)),
        ...[String(sessions), leftOutText(cell.leftOut)],
      ],
      link: linkOf(cell),
    })),
  };
}
