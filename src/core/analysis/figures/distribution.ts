import { factorKind } from '../../experiment/factors';
import { percentText, secondsText } from '../format';
import type { CellResult, Results } from '../results';
import { median } from '../statistics';
import { baselines, hasBaseline } from './baseline';
import { titleOf } from './captions';
import { colourOf, groupOf } from './choice';
import { type ColourOf, coloursBy } from './colours';
import { differingIn, levelsIn, levelIn, levelWords } from './dimensions';
import { linkOf } from './entry';
import type { Box, Figure, FigureKind, FigureTable, FigureView, PointChart } from './figure';
import { type Quartiles, quartilesOf } from './quartiles';
import { outlierText, type PointScale, type SessionPoint, sessionSeries } from './sessionPoints';
import { cellsShown, nothingShown } from './shown';
import { MOST_POINTS, thinnedPlaces, thinnedText } from './thin';
import { joined, leftOutText, noteOf } from './words';

/** Every session's time over the box of its cell. */
export const distribution: FigureKind = {
  id: 'distribution',
  title: 'Distribution of the sessions',
  paper: [],
  draw(results, view) {
    const cells = cellsShown(results, view);
    if (cells.length === 0) return nothingShown(results);
    const boxes = cells.filter(({ times }) => times.length > 0).length;
    if (boxes > MOST_BOXES) return { why: tooMany(boxes) };
    const scale = scaleOf(results, cells);
    const slots = slotsOf(results, view, cells, scale);
    if (slots.length === 0)
      return { why: 'No session that is shown has a time yet. Wait for one, or show more.' };
    return distributionFigure(results, view, cells, scale, slots);
  },
};

const GROUP = ['workload', 'layout'] as const;
const MOST_BOXES = 400;
/** Values under which a box says nothing that the points do not. */
const FEWEST = 5;
/** Width over which the points of a box are spread; boxes are 1 apart. */
const SPREAD = 0.6;

/** Seconds of one program; of several, whose seconds differ by magnitudes, percent of what they are held against. */
interface Scale extends PointScale {
  readonly title: string;
  /** Seconds that count as 0 %; null where there are none. */
  readonly reference: (cell: CellResult) => number | null;
}

function scaleOf(results: Results, cells: readonly CellResult[]): Scale {
  const apart = differingIn(cells).filter(
    (id) => id === 'workload' || (id !== 'layout' && id !== 'phase' && factorKind(id) === 'program'),
  );
  if (apart.length === 0) return { title: 'seconds', unit: 's', reference: () => 1, show: secondsText };
  const show = (value: number): string => percentText(value / 100);
  if (!hasBaseline(results)) {
    const reference = mediansOf(cells, apart);
    return { title: 'time against the median of its program', unit: '%', reference, show };
  }
  const baselineOf = baselines(results);
  const reference = (cell: CellResult): number | null =>
    (cell.layout === 'native' ? cell : baselineOf(cell))?.medianSeconds ?? null;
  return { title: 'time against the median of native', unit: '%', reference, show };
}

/** Median of the medians of the cells that run the same program. */
function mediansOf(
  cells: readonly CellResult[],
  program: readonly string[],
): (cell: CellResult) => number | null {
  const keyOf = (cell: CellResult): string => JSON.stringify(program.map((id) => levelIn(cell, id)));
  const known = new Map<string, number | null>();
  return (cell) => {
    const key = keyOf(cell);
    const found = known.get(key);
    if (found !== undefined) return found;
    const own = cells.filter((other) => keyOf(other) === key);
    const middle = median(own.flatMap(({ medianSeconds }) => medianSeconds ?? []));
    known.set(key, middle);
    return middle;
  };
}

/** A cell that has times, at its place on the axis. */
interface Slot extends Quartiles {
  readonly cell: CellResult;
  /** Of its sessions, in the order in which they were taken. */
  readonly values: readonly number[];
}

/** One whose points are as few as can be drawn. */
interface ThinSlot extends Slot {
  readonly points: readonly Omit<SessionPoint, 'x'>[];
}

function tooMany(boxes: number): string {
  return `${boxes} boxes are more than can be told apart. Show at most ${MOST_BOXES}: fewer programs, layouts or levels.`;
}

/** Cells in the order of their groups. */
function slotsOf(
  results: Results,
  view: FigureView,
  cells: readonly CellResult[],
  scale: Scale,
): readonly Slot[] {
  const group = groupOf(view, GROUP, results.cells, cells);
  const levels = levelsIn(cells, group);
  const rank = (cell: CellResult): number => levels.indexOf(levelIn(cell, group) ?? '');
  const sorted = cells.map((cell) => ({ cell, at: rank(cell) })).sort((a, b) => a.at - b.at);
  return sorted.flatMap(({ cell }) => slotOf(cell, scale));
}

function slotOf(cell: CellResult, scale: Scale): readonly Slot[] {
  const reference = scale.reference(cell);
  if (reference === null) return [];
  const values = cell.times.map(({ seconds }) =>
    scale.unit === 's' ? seconds : (seconds / reference - 1) * 100,
  );
  const quartiles = quartilesOf(values);
  return quartiles === null ? [] : [{ cell, values, ...quartiles }];
}

function thinSlot(slot: Slot, most: number): ThinSlot {
  const { cell, values } = slot;
  const points = thinnedPlaces(values, most).flatMap((at) => {
    const time = cell.times[at];
    return time === undefined ? [] : [{ cell, time, value: values[at] ?? 0 }];
  });
  return { ...slot, points };
}

function distributionFigure(
  results: Results,
  view: FigureView,
  cells: readonly CellResult[],
  scale: Scale,
  slots: readonly Slot[],
): Figure {
  const group = groupOf(view, GROUP, results.cells, cells);
  const colour = colourOf(view, ['layout', 'phase'], results.cells, null);
  const colours = coloursBy(colour, results.cells);
  const differing = differingIn(cells).filter((id) => id !== group);
  const names = [group, ...differing];
  // What a group is called is said once, above its boxes, and what the other levels are of by the axis: many names fit then.
  const isBanded = differing.length > 0;
  const below = isBanded ? differing : names;
  const most = Math.max(2, Math.floor(MOST_POINTS / slots.length));
  const thin = slots.map((slot) => thinSlot(slot, most));
  const points = thin.flatMap(placed);
  const all = slots.reduce((sum, { values }) => sum + values.length, 0);
  const outliers = slots.reduce((sum, { cell }) => sum + outliersIn(cell), 0);
  return {
    kind: distribution.id,
    title: titleOf(distribution.title, cells, names, results.cells),
    note: noteOf(results, cells),
    legend: joined([
      'points: the median of each session, from left to right in the order in which they were seen',
      `boxes: quartiles of ${FEWEST} sessions or more, whiskers to the last ones within 1.5 times their distance`,
      outlierText(outliers),
      thinnedText(points.length, all),
    ]),
    chart: {
      type: 'points',
      x: { title: below.join(' · '), unit: '', ticks: slots.map(({ cell }) => levelsOf(cell, below)) },
      y: { title: scale.title, unit: scale.unit },
      series: sessionSeries(points, scale, colour, colours),
      bands: isBanded ? bandsOf(slots, group) : [],
      boxes: slots.flatMap((slot, x) => boxOf(slot, x, colours)),
      lines: scale.unit === '%' ? [{ value: 0, label: 'median', source: 'baseline' }] : [],
    },
    table: tableOf(thin, names, scale),
  };
}

function outliersIn({ times }: CellResult): number {
  return times.reduce((count, { outlier }) => (outlier ? count + 1 : count), 0);
}

function placed({ points }: ThinSlot, at: number): readonly SessionPoint[] {
  return points.map((point, place) => ({
    ...point,
    x: at + ((place + 0.5) / points.length - 0.5) * SPREAD,
  }));
}

function boxOf({ cell, quartiles, low, high }: Slot, x: number, colours: ColourOf): readonly Box[] {
  return cell.times.length < FEWEST ? [] : [{ x, colour: colours(cell), quartiles, low, high }];
}

/** `wide · C · cold`, with `-` for a dimension that a cell does not have. */
function levelsOf(cell: CellResult, dimensions: readonly string[]): string {
  return dimensions.map((id) => levelIn(cell, id) ?? '-').join(' · ');
}

/** One for each run of slots of the same group. */
function bandsOf(slots: readonly Slot[], group: string): PointChart['bands'] {
  const levels = slots.map(({ cell }) => levelIn(cell, group));
  const starts = levels.flatMap((level, at) => (at > 0 && level === levels[at - 1] ? [] : [at]));
  return starts.map((start, at) => ({
    ...{ from: start - 0.5, to: (starts[at + 1] ?? slots.length) - 0.5 },
    label: levelWords(group, levels[start] ?? '-'),
  }));
}

function tableOf(slots: readonly ThinSlot[], names: readonly string[], { show, unit }: Scale): FigureTable {
  const times = unit === 's' ? 'seconds, * outliers' : 'times, * outliers';
  return {
    head: [
      ...names,
      ...['sessions', 'lower quartile', 'median', 'upper quartile', 'whiskers', times, 'runs left out'],
    ],
    rows: slots.map(({ cell, points, quartiles, low, high }) => ({
      cells: [
        ...names.map((id) => levelIn(cell, id) ?? '-'),
        ...[String(cell.sessions), ...quartiles.map(show), `${show(low)} to ${show(high)}`],
        points.map(({ value, time }) => `${show(value)}${time.outlier ? '*' : ''}`).join(', '),
        leftOutText(cell.leftOut),
      ],
      link: linkOf(cell),
    })),
  };
}
