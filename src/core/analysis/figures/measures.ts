import { secondsRangeText } from '../format';
import type { CellResult, Results } from '../results';
import { baselines, blocksOfBoth, hasBaseline } from './baseline';
import { type Entry, linkOf, slowdownNumber } from './entry';
import type { NotDrawn, ReferenceLine, Unit } from './figure';
import { meanEntries } from './meanEntries';

/** What bars and points are high by. */
export interface Measure {
  readonly title: string;
  readonly unit: Unit;
  /** Head of its column. */
  readonly head: string;
  /** What a bar is, and what its error bar is. */
  readonly value: string;
  readonly interval: string;
  readonly lines: readonly ReferenceLine[];
  /** Those of these cells that it is taken of. */
  readonly cellsOf: (cells: readonly CellResult[]) => readonly CellResult[];
  /** A cell each, and means over programs where there are several and they can be averaged. */
  readonly entriesOf: (results: Results, cells: readonly CellResult[]) => readonly Entry[];
}

export const SLOWDOWN: Measure = {
  title: 'Slowdown against native',
  unit: '%',
  head: 'slowdown',
  value: 'slowdown, geometric mean over blocks',
  interval: "95 % interval, Student's on log ratios",
  lines: [{ value: 0, label: 'native', source: 'baseline' }],
  cellsOf: guests,
  entriesOf: (results, cells) => [...slowdowns(results, cells), ...meanEntries(results, cells)],
};

export const TIME: Measure = {
  title: 'Time',
  unit: 's',
  head: 'seconds',
  value: 'median of the sessions',
  interval: '95 % interval of the median, sessions drawn anew',
  lines: [],
  cellsOf: (cells) => cells,
  entriesOf: (_, cells) => cells.map(timeEntry),
};

/** Slowdowns where there is something to hold times against. */
export function usualMeasure(results: Results): Measure {
  return hasBaseline(results) ? SLOWDOWN : TIME;
}

export const NO_BASELINE: NotDrawn = {
  why: 'There is no native run to hold times against. Set "baseline" of the experiment to "native" and run it, or look at the times.',
};

function guests(cells: readonly CellResult[]): readonly CellResult[] {
  return cells.filter(({ layout }) => layout !== 'native');
}

function slowdowns(results: Results, cells: readonly CellResult[]): readonly Entry[] {
  const baselineOf = baselines(results);
  return guests(cells).map((cell) => ({
    at: cell,
    ...slowdownNumber(cell.slowdown, cell.slowdownInterval),
    ...{ count: blocksOfBoth(cell, baselineOf(cell)), counted: 'block' },
    ...{ leftOut: cell.leftOut, link: linkOf(cell) },
  }));
}

function timeEntry(cell: CellResult): Entry {
  const { medianSeconds, medianInterval, sessions, leftOut } = cell;
  const [low, high] = medianInterval ?? [null, null];
  return {
    ...{ at: cell, value: medianSeconds, interval: medianInterval },
    text: secondsRangeText(medianSeconds, low, high),
    ...{ count: sessions, counted: 'session', leftOut, link: linkOf(cell) },
  };
}
