import { originNote, percentRangeText, secondsRangeText } from '../format';
import { type CellResult, placeText, type Results } from '../results';
import type { BarChart, Figure, Mark } from './figure';

/** Every figure that these results make, for exports, which show all of them. */
export function figuresOf(results: Results): readonly Figure[] {
  return results.cells.length === 0 ? [] : [layoutsByProgram(results)];
}

/** Bars of each layout and phase in a group for each program. */
function layoutsByProgram(results: Results): Figure {
  const against = results.cells.some(({ layout }) => layout === 'native');
  const cells = against ? results.cells.filter(({ layout }) => layout !== 'native') : results.cells;
  const labels = [...new Set(cells.map(({ workload }) => workload))];
  const names = [...new Set(cells.map(nameOf))];
  const rows = names.map((name) =>
    labels.map((label) => cells.find((cell) => nameOf(cell) === name && cell.workload === label) ?? null),
  );
  const text = (cell: CellResult | null): string => (cell === null ? '-' : valueText(cell, against));
  const chart: BarChart = {
    ...{ type: 'bars', unit: against ? '%' : 's', labels },
    series: rows.map((own, at) => ({
      ...{ name: names[at] ?? '', colour: at },
      marks: own.map((cell) => (cell === null ? null : markOf(cell, against))),
    })),
    lines: against ? [{ value: 0, label: 'native', source: 'baseline' }] : [],
  };
  return {
    kind: 'layouts',
    title: against ? 'Slowdown against native' : 'Time',
    note: [results.standing, results.sequential ?? '', originNote(results.origin)]
      .filter((one) => one !== '')
      .join('; '),
    legend: against
      ? "bars: 95 % interval of the slowdown, Student's on log ratios, one a block"
      : 'bars: 95 % interval of the median, from sessions drawn anew',
    chart,
    table: {
      head: ['layout, phase', ...labels],
      rows: rows.map((own, at) => ({ cells: [names[at] ?? '', ...own.map(text)], link: null })),
    },
  };
}

function nameOf(cell: CellResult): string {
  return `${placeText(cell)}, ${cell.phase}`;
}

function markOf(cell: CellResult, against: boolean): Mark | null {
  const { layout, setting, workload, phase } = cell;
  const value = against ? cell.slowdown : cell.medianSeconds;
  const interval = against ? cell.slowdownInterval : cell.medianInterval;
  if (value === null) return null;
  const factor = against ? 100 : 1;
  return {
    value: value * factor,
    interval: interval === null ? null : [interval[0] * factor, interval[1] * factor],
    text: `${nameOf(cell)}, ${workload}: ${valueText(cell, against)}`,
    link: { layout, setting, workload, phase },
  };
}

function valueText(cell: CellResult, against: boolean): string {
  const [low = null, high = null] = (against ? cell.slowdownInterval : cell.medianInterval) ?? [];
  return against
    ? percentRangeText(cell.slowdown, low, high)
    : secondsRangeText(cell.medianSeconds, low, high);
}
