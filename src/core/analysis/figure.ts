import { originNote, percentRangeText, secondsRangeText } from './format';
import { type CellResult, type MeanSlowdown, placeText, type Results } from './results';

/** A chart as plain data, with the table that says the same. Bars stand in groups, one group a label. */
export interface Figure {
  readonly title: string;
  /** Standing and origin, to be shown with the chart. */
  readonly note: string;
  /** Workloads, then `mean` where there are several. */
  readonly labels: readonly string[];
  readonly unit: '%' | 's';
  readonly series: readonly FigureSeries[];
  readonly table: FigureTable;
}

/** One layout in one phase: a value for each label, null where there is none yet. */
export interface FigureSeries {
  readonly name: string;
  /** With the levels that vary beside it: `wide, host.thp=never`. */
  readonly layout: string;
  readonly phase: 'cold' | 'warm';
  readonly values: readonly (number | null)[];
  /** Smallest and largest behind each value, in `unit`; null where there is one alone. */
  readonly ranges: readonly (readonly [number, number] | null)[];
}

export interface FigureTable {
  readonly head: readonly string[];
  /** The first cell of a row is its heading. */
  readonly rows: readonly (readonly string[])[];
}

/** Slowdown of each layout against native in percent, or times in seconds where there is no baseline. */
export function figureOf(results: Results): Figure {
  return results.cells.some((cell) => cell.layout === 'native')
    ? slowdownFigure(results)
    : timeFigure(results);
}

function slowdownFigure(results: Results): Figure {
  const kind: Kind = { title: 'Slowdown against native', unit: '%', point: slowdownPoint };
  const layouts = results.cells.filter((cell) => cell.layout !== 'native');
  return figure(results, layouts, results.means, kind);
}

function timeFigure(results: Results): Figure {
  return figure(results, results.cells, [], { title: 'Time', unit: 's', point: timePoint });
}

interface Kind {
  readonly title: string;
  readonly unit: Figure['unit'];
  readonly point: (cell: CellResult) => Point;
}

interface Point {
  readonly value: number | null;
  readonly range: readonly [number, number] | null;
  readonly text: string;
}

function figure(
  results: Results,
  cells: readonly CellResult[],
  means: readonly MeanSlowdown[],
  kind: Kind,
): Figure {
  const workloads = [...new Set(cells.map((cell) => cell.workload))];
  const withMean = means.length > 0 && workloads.length > 1;
  const labels = withMean ? [...workloads, 'mean'] : workloads;
  const rows = seriesKeys(cells).map(({ layout, phase }) => {
    const isOwn = (row: CellResult | MeanSlowdown): boolean =>
      placeText(row) === layout && row.phase === phase;
    const own = new Map(cells.filter(isOwn).map((cell) => [cell.workload, kind.point(cell)]));
    const mean = withMean ? means.filter(isOwn) : [];
    return {
      layout,
      phase,
      name: `${layout}, ${phase}`,
      // A program may have no cell here: a factor does not multiply it, or its cell was left out.
      points: [...workloads.map((title) => own.get(title) ?? NO_POINT), ...mean.map(meanPoint)],
    };
  });
  return {
    title: kind.title,
    note: [results.standing, results.sequential ?? '', originNote(results.origin)]
      .filter((part) => part !== '')
      .join('; '),
    labels,
    unit: kind.unit,
    series: rows.map(({ points, ...row }) => ({
      ...row,
      values: points.map((point) => point.value),
      ranges: points.map((point) => point.range),
    })),
    table: {
      head: ['layout, phase', ...labels],
      rows: rows.map(({ name, points }) => [name, ...points.map((point) => point.text)]),
    },
  };
}

const NO_POINT: Point = { value: null, range: null, text: '-' };

function seriesKeys(cells: readonly CellResult[]): readonly Pick<CellResult, 'layout' | 'phase'>[] {
  const keys = cells.map((cell) => ({ layout: placeText(cell), phase: cell.phase }));
  return [...new Map(keys.map((key) => [`${key.layout} ${key.phase}`, key])).values()];
}

function slowdownPoint({ slowdown, slowdownMin, slowdownMax }: CellResult): Point {
  return {
    value: slowdown === null ? null : slowdown * 100,
    range: rangeOf(slowdownMin, slowdownMax, 100),
    text: percentRangeText(slowdown, slowdownMin, slowdownMax),
  };
}

function timePoint({ medianSeconds, minSeconds, maxSeconds }: CellResult): Point {
  return {
    value: medianSeconds,
    range: rangeOf(minSeconds, maxSeconds, 1),
    text: secondsRangeText(medianSeconds, minSeconds, maxSeconds),
  };
}

function meanPoint({ slowdown }: MeanSlowdown): Point {
  return {
    value: slowdown === null ? null : slowdown * 100,
    range: null,
    text: percentRangeText(slowdown, null, null),
  };
}

function rangeOf(min: number | null, max: number | null, factor: number): readonly [number, number] | null {
  return min === null || max === null || min === max ? null : [min * factor, max * factor];
}
