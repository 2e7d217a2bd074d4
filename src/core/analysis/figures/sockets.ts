import { groupBy } from '../../text/groupBy';
import type { CellResult, Results } from '../results';
import { hasBaseline } from './baseline';
import { measureLegend, titleOf } from './captions';
import { colourOf } from './choice';
import { coloursBy } from './colours';
import { differingIn, levelsIn, type Spot } from './dimensions';
import { type Entry, markOf } from './entry';
import { entryTable } from './entryTable';
import type { Figure, FigureKind, FigureView, PointChart } from './figure';
import { NO_BASELINE, SLOWDOWN } from './measures';
import { paperLines } from './paper';
import { dimensionsOfSeries, type EntrySeries, seriesOf } from './series';
import { cellsShown, nothingShown } from './shown';
import { joined, noteOf } from './words';

/** What a VM costs that spans more and more packages. */
export const sockets: FigureKind = {
  id: 'sockets',
  title: 'Slowdown against sockets spanned',
  paper: [2],
  draw(results, view) {
    if (!hasBaseline(results)) return NO_BASELINE;
    const cells = SLOWDOWN.cellsOf(cellsShown(results, view));
    if (cells.length === 0) return nothingShown(results);
    const spans = new Map(results.layouts.map(({ layout, packages }) => [layout, packages]));
    const known = cells.filter(({ layout }) => spans.has(layout));
    const why = whyNot(known, spans);
    return why === null ? socketFigure(results, view, { cells, known, spans }) : { why };
  },
};

/** Packages of the widest VM by layout. */
type Spans = ReadonlyMap<string, number>;

interface Subject {
  readonly cells: readonly CellResult[];
  /** Those of layouts of which it is known how far they reach. */
  readonly known: readonly CellResult[];
  readonly spans: Spans;
}

function whyNot(known: readonly CellResult[], spans: Spans): string | null {
  const widths = new Set(known.map(({ layout }) => spans.get(layout)));
  const [only] = widths;
  if (only === undefined) {
    return 'The plan of this attempt does not tell how many sockets its VMs span: an earlier version made it, or the machine names no packages. Run the experiment again, on a machine with packages.';
  }
  if (widths.size > 1) return null;
  return `The widest VMs of all layouts that are shown span the same number of sockets, ${only}. Show or add layouts whose VMs span others.`;
}

function socketFigure(results: Results, view: FigureView, { cells, known, spans }: Subject): Figure {
  const entries = [...SLOWDOWN.entriesOf(results, known)];
  const widthOf = ({ at }: Pick<Entry, 'at'>): number => spans.get(at.layout) ?? 0;
  entries.sort((a, b) => widthOf(a) - widthOf(b));
  const spots = entries.map(({ at }) => at);
  const all = SLOWDOWN.cellsOf(results.cells);
  const colour = colourOf(view, ['workload', 'phase'], all, 'layout');
  const following = followingFromLayout(spots);
  const dimensions = dimensionsOfSeries(entries, ['layout', ...following], colour);
  const columns = [...new Set(['layout', ...following, ...dimensions])];
  const series = seriesOf(entries, dimensions, colour, coloursBy(colour, results.cells, spots));
  const lines = view.paper ? paperLines(sockets.id) : [];
  const widths = entries.map(widthOf);
  const table = entryTable(entries, columns, SLOWDOWN.head);
  return {
    kind: sockets.id,
    title: titleOf(sockets.title, spots, columns, all),
    note: noteOf(results, cells),
    legend: joined([
      measureLegend(results, entries, SLOWDOWN, lines.length > 0, 'points'),
      unknownText(cells, spans),
    ]),
    chart: {
      type: 'points',
      x: { title: 'sockets that the widest VM spans', unit: '', ticks: ticksTo(entries, widthOf) },
      y: { title: SLOWDOWN.head, unit: '%' },
      series: series.map((one, place) =>
        pointsOf(one, (entry) => widthOf(entry) - 1 + besides(place, series.length), columns),
      ),
      ...{ bands: [], boxes: [], lines: [...SLOWDOWN.lines, ...lines] },
    },
    table: {
      head: ['sockets', ...table.head],
      rows: table.rows.map(({ cells: own, link }, at) => ({
        cells: [String(widths[at] ?? ''), ...own],
        link,
      })),
    },
  };
}

/** Factors of which a layout has one level: a number of ranks names the point of its layout, and no line. */
function followingFromLayout(spots: readonly Spot[]): readonly string[] {
  const layouts = [...groupBy(spots, ({ layout }) => layout).values()];
  return differingIn(spots).filter(
    (id) => !OF_EACH_LAYOUT.includes(id) && layouts.every((own) => levelsIn(own, id).length <= 1),
  );
}

const OF_EACH_LAYOUT: readonly string[] = ['layout', 'workload', 'phase'];

/** Of a place, over which its points lie beside one another: one upon the other, their error bars could not be told apart. */
const BREADTH = 0.4;

function besides(place: number, count: number): number {
  return BREADTH * ((place + 0.5) / count - 0.5);
}

/** Joined where each place has one point. */
function pointsOf(
  { entries, ...series }: EntrySeries,
  placeOf: (entry: Entry) => number,
  columns: readonly string[],
): PointChart['series'][number] {
  const places = groupBy(entries, placeOf);
  const points = entries.flatMap((entry) => {
    const mark = markOf(entry, columns, '%');
    return mark === null ? [] : [{ ...mark, x: placeOf(entry) }];
  });
  return { ...series, joined: places.size > 1 && places.size === entries.length, points };
}

/** From one socket on. */
function ticksTo(entries: readonly Entry[], widthOf: (entry: Entry) => number): readonly string[] {
  return Array.from({ length: Math.max(...entries.map(widthOf)) }, (_, at) => String(at + 1));
}

function unknownText(cells: readonly CellResult[], spans: Spans): string {
  const unknown = new Set(cells.map(({ layout }) => layout).filter((layout) => !spans.has(layout)));
  return unknown.size === 0
    ? ''
    : `not drawn, since the plan does not tell how far their VMs reach: ${[...unknown].join(', ')}`;
}
