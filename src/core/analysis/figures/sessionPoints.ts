import { groupBy } from '../../text/groupBy';
import { secondsText } from '../format';
import { type CellResult, placeText } from '../results';
import type { SessionTime } from '../sessionTimes';
import type { ColourOf } from './colours';
import { levelIn, levelWords } from './dimensions';
import { linkOf } from './entry';
import type { Link, PointChart } from './figure';

/** One session of one cell on a chart. */
export interface SessionPoint {
  readonly cell: CellResult;
  readonly time: SessionTime;
  readonly x: number;
  /** In the unit of the chart. */
  readonly value: number;
}

/** How values are read. */
export interface PointScale {
  readonly unit: '%' | 's';
  readonly show: (value: number) => string;
}

/** A series for each level of the colour's dimension, and one for its outliers, which are drawn last and otherwise. */
export function sessionSeries(
  points: readonly SessionPoint[],
  scale: PointScale,
  colour: string,
  colourOf: ColourOf,
): PointChart['series'] {
  const groups = groupBy(points, ({ cell, time }) => `${time.outlier} ${levelIn(cell, colour) ?? ''}`);
  const series = [...groups.values()].flatMap((own) => {
    const [first] = own;
    return first === undefined ? [] : [{ first, own }];
  });
  series.sort((a, b) => Number(a.first.time.outlier) - Number(b.first.time.outlier));
  return series.map(({ first: { cell, time }, own }) => ({
    name: `${levelWords(colour, levelIn(cell, colour))}${time.outlier ? ', outliers' : ''}`,
    ...{ colour: colourOf(cell), pattern: time.outlier ? 1 : 0, joined: false },
    points: own.map((point) => ({
      ...{ x: point.x, value: point.value, interval: null },
      ...{ text: textOf(point, scale), link: sessionLink(point) },
    })),
  }));
}

/** `wide, bt.B, cold, session s0007, block 3: +3.1 % (12.34 s), outlier`. */
function textOf({ cell, time, value }: SessionPoint, { unit, show }: PointScale): string {
  const { session, block, outlier } = time;
  const where = `${placeText(cell)}, ${cell.workload}, ${cell.phase}, session ${session}, block ${block + 1}`;
  const seconds = `${secondsText(time.seconds)} s`;
  return `${where}: ${unit === 's' ? seconds : `${show(value)} (${seconds})`}${outlier ? ', outlier' : ''}`;
}

export function sessionLink({ cell, time }: Pick<SessionPoint, 'cell' | 'time'>): Link {
  return { ...linkOf(cell), session: time.session };
}

/** Said where some are. */
export function outlierText(count: number): string {
  return count === 0
    ? ''
    : `${count} ${count === 1 ? 'outlier' : 'outliers'}, marked, and kept in all numbers`;
}
