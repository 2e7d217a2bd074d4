import { groupBy } from '../../text/groupBy';
import type { CellResult, Results } from '../results';
import { measureLegend, titleOf } from './captions';
import { colourOf, groupOf, type Liking } from './choice';
import { coloursBy } from './colours';
import { levelIn, levelWords } from './dimensions';
import { type Entry, markOf } from './entry';
import { entryTable } from './entryTable';
import type { BarChart, Figure, FigureView, NotDrawn, Unit } from './figure';
import type { Measure } from './measures';
import { paperLines } from './paper';
import { dimensionsOfSeries, type EntrySeries, seriesOf } from './series';
import { nothingShown } from './shown';
import { noteOf } from './words';

export interface BarKind {
  readonly id: string;
  readonly title: string;
  readonly liking: Liking;
}

/** Bars of these cells in groups, one for each combination of the other levels. */
export function barFigure(
  results: Results,
  cells: readonly CellResult[],
  { id, title, liking }: BarKind,
  measure: Measure,
  view: FigureView,
): Figure | NotDrawn {
  const entries = measure.entriesOf(results, cells);
  if (entries.length === 0) return nothingShown(results);
  const spots = entries.map(({ at }) => at);
  const all = measure.cellsOf(results.cells);
  const group = groupOf(view, liking.group, all, spots);
  const colour = colourOf(view, liking.colour, all, group);
  const dimensions = dimensionsOfSeries(entries, [group], colour);
  const series = seriesOf(entries, dimensions, colour, coloursBy(colour, results.cells, spots));
  const columns = [group, ...dimensions.filter((one) => one !== group)];
  const sorted = inGroups(entries, group);
  const lines = view.paper && measure.unit === '%' ? paperLines(id) : [];
  return {
    kind: id,
    title: titleOf(title, spots, columns, all),
    note: noteOf(results, cells),
    legend: measureLegend(results, entries, measure, lines.length > 0, 'bars'),
    chart: {
      type: 'bars',
      unit: measure.unit,
      labels: [...sorted.keys()].map((level) => levelWords(group, level)),
      series: series.map((one) => barsIn(one, [...sorted.keys()], { group, columns, unit: measure.unit })),
      lines: [...measure.lines, ...lines],
    },
    table: entryTable([...sorted.values()].flat(), columns, measure.head),
  };
}

/** By level of the group, each in its first order; null for entries that have none. */
function inGroups(entries: readonly Entry[], group: string): ReadonlyMap<string | null, readonly Entry[]> {
  const levels = [...new Set(entries.map(({ at }) => levelIn(at, group)))];
  const own = groupBy(entries, ({ at }) => levels.indexOf(levelIn(at, group)));
  return new Map(levels.map((level, index) => [level, own.get(index) ?? []]));
}

interface Named {
  readonly group: string;
  /** Dimensions that the words of a mark name. */
  readonly columns: readonly string[];
  readonly unit: Unit;
}

function barsIn(
  { entries, ...series }: EntrySeries,
  groups: readonly (string | null)[],
  { group, columns, unit }: Named,
): BarChart['series'][number] {
  const own = new Map(entries.map((entry) => [levelIn(entry.at, group), entry]));
  const marks = groups.map((level) => {
    const entry = own.get(level);
    return entry === undefined ? null : markOf(entry, columns, unit);
  });
  return { ...series, marks };
}
