import { orderInWords, percentText, secondsText } from '../format';
import { type CellResult, placeText, type Results } from '../results';
import { begunSessions } from './begunSessions';
import { titleOf } from './captions';
import { colourOf } from './choice';
import { coloursBy } from './colours';
import type { Figure, FigureKind, FigureTable, FigureView, PointChart } from './figure';
import { outlierText, type PointScale, sessionLink, type SessionPoint, sessionSeries } from './sessionPoints';
import { cellsShown, nothingShown } from './shown';
import { MOST_POINTS, thinnedPlaces, thinnedText } from './thin';
import { amount, joined, noteOf } from './words';

/** Times in the order in which they were taken, so that a drift of the machine is seen. */
export const order: FigureKind = {
  id: 'order',
  title: 'Times in the order of the sessions',
  paper: [],
  draw(results, view) {
    const cells = cellsShown(results, view);
    if (cells.length === 0) return nothingShown(results);
    const scale = cells.length === 1 ? inSeconds : againstMedian;
    const sessions = shownSessions(results.cells, cells, scale);
    if (sessions.values.length > 0) return orderFigure(results, view, cells, scale, sessions);
    return {
      why: 'No session can be held against others of its layout, program and phase yet. Wait for a second block, or show one of them alone.',
    };
  },
};

/** How high a time stands; null where nothing can be said. */
interface Scale extends PointScale {
  readonly title: string;
  readonly lines: PointChart['lines'];
  readonly of: (cell: CellResult) => ((seconds: number) => number) | null;
}

const inSeconds: Scale = {
  ...{ title: 'seconds', unit: 's', lines: [] },
  of: () => (seconds) => seconds,
  show: secondsText,
};

/** One session alone is its own median and says nothing. */
const againstMedian: Scale = {
  ...{ title: 'time against its median', unit: '%' },
  lines: [{ value: 0, label: 'median', source: 'baseline' }],
  of({ times, medianSeconds: middle }) {
    return middle === null || times.length < 2 ? null : (seconds) => (seconds / middle - 1) * 100;
  },
  show: (value) => percentText(value / 100),
};

/** Sessions of the cells that are shown, in their order, and how high each stands. */
interface ShownSessions {
  readonly values: readonly number[];
  readonly blocks: readonly number[];
  readonly outliers: number;
  readonly pointAt: (place: number) => SessionPoint | null;
}

/** Of cells of which nothing can be said there are none. */
function shownSessions(
  all: readonly CellResult[],
  cells: readonly CellResult[],
  scale: Scale,
): ShownSessions {
  const begun = begunSessions(all);
  const isShown = new Set(cells);
  const scales = all.map((cell) => (isShown.has(cell) ? scale.of(cell) : null));
  const [places, values, blocks]: [number[], number[], number[]] = [[], [], []];
  let outliers = 0;
  begun.cell.forEach((cell, at) => {
    const valueOf = scales[cell];
    if (valueOf == null) return;
    places.push(at);
    values.push(valueOf(begun.seconds[at] ?? 0));
    blocks.push(begun.block[at] ?? 0);
    outliers += begun.outlier[at] ?? 0;
  });
  // Places are counted from 1, over all that are shown.
  const pointAt = (place: number): SessionPoint | null => {
    const at = places[place] ?? -1;
    const cell = all[begun.cell[at] ?? -1];
    const time = cell?.times[begun.time[at] ?? -1];
    return cell === undefined || time === undefined
      ? null
      : { cell, time, value: values[place] ?? 0, x: place + 1 };
  };
  return { values, blocks, outliers, pointAt };
}

function orderFigure(
  results: Results,
  view: FigureView,
  cells: readonly CellResult[],
  scale: Scale,
  sessions: ShownSessions,
): Figure {
  const { values, blocks, outliers, pointAt } = sessions;
  const drawn = thinnedPlaces(values, MOST_POINTS).flatMap((place) => pointAt(place) ?? []);
  const colour = colourOf(view, ['layout', 'workload', 'phase'], results.cells, null);
  return {
    kind: order.id,
    title: titleOf(order.title, cells, [], results.cells),
    note: noteOf(results, cells),
    legend: joined([
      'points: the median of a program in one phase of a session',
      scale.unit === '%' ? 'its median: of all sessions of the same layout, program and phase' : '',
      'shades: blocks',
      outlierText(outliers),
      ...trendTexts(results),
      thinnedText(drawn.length, values.length),
      missingText(cells, values.length),
    ]),
    chart: {
      type: 'points',
      x: { title: 'sessions in the order in which they began', unit: '' },
      y: { title: scale.title, unit: scale.unit },
      series: sessionSeries(drawn, scale, colour, coloursBy(colour, results.cells)),
      ...{ bands: bandsOf(blocks), boxes: [], lines: scale.lines },
    },
    table: tableOf(drawn, scale),
  };
}

/** Over all cells, whichever are shown. */
function trendTexts({ order: findings }: Results): readonly string[] {
  if (findings.length === 0) return ['order: too few sessions to ask whether times follow it'];
  return findings.map(orderInWords);
}

function missingText(cells: readonly CellResult[], drawn: number): string {
  const missing = cells.reduce((sum, { times }) => sum + times.length, 0) - drawn;
  return missing === 0
    ? ''
    : `${amount(missing, 'time')} not drawn: the only one of its layout, program and phase, or begun at no known time`;
}

/** A shade for each stretch of sessions of one block. */
function bandsOf(blocks: readonly number[]): PointChart['bands'] {
  const starts = blocks.flatMap((block, at) => (at === 0 || block !== blocks[at - 1] ? [at] : []));
  return starts.map((at, place) => ({
    ...{ from: at + 0.5, to: (starts[place + 1] ?? blocks.length) + 0.5 },
    label: `block ${(blocks[at] ?? 0) + 1}`,
  }));
}

function tableOf(points: readonly SessionPoint[], { unit, show }: Scale): FigureTable {
  const head = ['place', 'session', 'block', 'layout', 'workload', 'phase', 'seconds', 'outlier'];
  return {
    head: unit === 's' ? head : [...head, 'against its median'],
    rows: points.map(({ x, cell, time, value }) => ({
      cells: [
        ...[String(x), time.session, String(time.block + 1), placeText(cell), cell.workload, cell.phase],
        ...[secondsText(time.seconds), time.outlier ? 'yes' : 'no'],
        ...(unit === 's' ? [] : [show(value)]),
      ],
      link: sessionLink({ cell, time }),
    })),
  };
}
