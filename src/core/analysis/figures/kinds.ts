import { type Figure as OldFigure, figureOf, type FigureSeries } from '../figure';
import type { Results } from '../results';
import type { BarChart, Figure, FigureKind, Link, Mark } from './figure';

/** Every layout of every program, native as the line. */
const layouts: FigureKind = {
  id: 'layouts',
  title: 'Layouts by program',
  paper: [],
  draw: (results) => redrawn(results, figureOf(results)),
};

export const FIGURE_KINDS: readonly FigureKind[] = [layouts];

/** The kind that is shown first. */
export const usualKind: (results: Results) => FigureKind = () => layouts;

/** null for an id that no kind has. */
export function kindById(id: string): FigureKind | null {
  return FIGURE_KINDS.find((kind) => kind.id === id) ?? null;
}

function redrawn(results: Results, old: OldFigure): Figure {
  const links = old.series.map((series) => old.labels.map((label) => linkOf(results, series, label)));
  const series = old.series.map((one, at): BarChart['series'][number] => ({
    ...{ name: one.name, colour: at },
    marks: one.values.map((value, i): Mark | null => {
      const text = `${one.name}, ${old.labels[i] ?? ''}: ${old.table.rows[at]?.[i + 1] ?? ''}`;
      const interval = one.ranges[i] ?? null;
      return value === null ? null : { value, interval, text, link: links[at]?.[i] ?? null };
    }),
  }));
  return {
    ...{ kind: layouts.id, title: old.title, note: old.note, legend: 'bars: smallest to largest session' },
    chart: {
      ...{ type: 'bars', unit: old.unit, labels: old.labels, series },
      lines: old.unit === '%' ? [{ value: 0, label: 'native', source: 'baseline' }] : [],
    },
    table: {
      head: old.table.head,
      rows: old.table.rows.map((cells, at) => ({
        cells,
        link: links[at]?.find((link) => link !== null) ?? null,
      })),
    },
  };
}

function linkOf({ cells }: Results, { layout, phase }: FigureSeries, label: string): Link | null {
  const cell = cells.find(
    (one) =>
      one.workload === label &&
      one.phase === phase &&
      layout === (one.setting === '' ? one.layout : `${one.layout}, ${one.setting}`),
  );
  if (cell === undefined) return null;
  return { layout: cell.layout, setting: cell.setting, workload: cell.workload, phase };
}
