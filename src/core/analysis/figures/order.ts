import { orderInWords, percentText, secondsText } from '../format';
import { type CellResult, placeText, type Results } from '../results';
import { titleOf } from './captions';
import { colourOf } from './choice';
import { coloursBy } from './colours';
import type { Figure, FigureKind, FigureTable, FigureView, PointChart } from './figure';
import { outlierText, type PointScale, sessionLink, type SessionPoint, sessionSeries } from './sessionPoints';
import { cellsShown, nothingShown } from './shown';
import { MOST_POINTS, thinned, thinnedText } from './thin';
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
    const points = pointsOf(cells, scale);
    if (points.length > 0) return orderFigure(results, view, cells, scale, points);
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

/** By the time at which their first run began; sessions of which that is not known are left out. */
function pointsOf(cells: readonly CellResult[], scale: Scale): readonly SessionPoint[] {
  const found = cells.flatMap((cell) => {
    const valueOf = scale.of(cell);
    const known = valueOf === null ? [] : cell.times.filter(({ began }) => began !== null);
    return known.map((time) => ({ cell, time, value: valueOf?.(time.seconds) ?? 0 }));
  });
  found.sort((a, b) => (a.time.began ?? 0) - (b.time.began ?? 0));
  return found.map(({ cell, time, value }, at) => ({ cell, time, value, x: at + 1 }));
}

function orderFigure(
  results: Results,
  view: FigureView,
  cells: readonly CellResult[],
  scale: Scale,
  points: readonly SessionPoint[],
): Figure {
  const drawn = thinned(points, MOST_POINTS, ({ value }) => value);
  const colour = colourOf(view, ['layout', 'workload', 'phase'], results.cells, null);
  return {
    kind: order.id,
    title: titleOf(order.title, cells, [], results.cells),
    note: noteOf(results, cells),
    legend: joined([
      'points: the median of a program in one phase of a session',
      scale.unit === '%' ? 'its median: of all sessions of the same layout, program and phase' : '',
      'shades: blocks',
      outlierText(points),
      ...trendTexts(results),
      thinnedText(drawn.length, points.length),
      missingText(cells, points.length),
    ]),
    chart: {
      type: 'points',
      x: { title: 'sessions in the order in which they began', unit: '' },
      y: { title: scale.title, unit: scale.unit },
      series: sessionSeries(drawn, scale, colour, coloursBy(colour, results.cells)),
      ...{ bands: bandsOf(points), boxes: [], lines: scale.lines },
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
function bandsOf(points: readonly SessionPoint[]): PointChart['bands'] {
  const bands: { from: number; to: number; label: string; block: number }[] = [];
  for (const { x, time } of points) {
    const last = bands.at(-1);
    if (last?.block === time.block) last.to = x + 0.5;
    else bands.push({ from: x - 0.5, to: x + 0.5, label: `block ${time.block + 1}`, block: time.block });
  }
  return bands.map(({ from, to, label }) => ({ from, to, label }));
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
