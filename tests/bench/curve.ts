import type { Point } from './growth';

export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

const WIDTH = 640;
const HEIGHT = 400;
const EDGE = 60;
const COLORS = ['#1f77b4', '#d62728', '#7f7f7f', '#2ca02c'];

/** The curves as SVG, both axes logarithmic, a line of slope 1 beside each first point. */
export function curveSvg(title: string, series: readonly Series[]): string {
  const all = series.flatMap(({ points }) => points);
  const x = scale(
    all.map(({ size }) => size),
    EDGE,
    WIDTH - EDGE,
  );
  const y = scale(
    all.map(({ milliseconds }) => milliseconds),
    HEIGHT - EDGE,
    EDGE,
  );
  const body = series.map((one, i) => seriesSvg(one, COLORS[i % COLORS.length] ?? '#000', i, x, y));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${EDGE}" y="24" font-size="14">${title}</text>`,
    `<text x="${WIDTH / 2}" y="${HEIGHT - 12}" text-anchor="middle">bytes of text + PUs (logarithmic)</text>`,
    `<text x="14" y="${HEIGHT / 2}" transform="rotate(-90 14 ${HEIGHT / 2})" text-anchor="middle">ms (logarithmic)</text>`,
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

type Scale = (value: number) => number;

function seriesSvg({ name, points }: Series, color: string, index: number, x: Scale, y: Scale): string {
  const path = points.map((point) => `${place(x, point.size)},${place(y, point.milliseconds)}`);
  const dots = points.map(
    (point) =>
      `<circle cx="${place(x, point.size)}" cy="${place(y, point.milliseconds)}" r="3" fill="${color}"><title>${point.label}: ${point.size} bytes and PUs, ${point.milliseconds.toFixed(3)} ms</title></circle>`,
  );
  const first = points[0];
  const last = points.at(-1);
  const linear =
    first === undefined || last === undefined
      ? ''
      : `<line x1="${place(x, first.size)}" y1="${place(y, first.milliseconds)}" x2="${place(x, last.size)}" y2="${place(y, (first.milliseconds * last.size) / first.size)}" stroke="${color}" stroke-dasharray="3 4"/>`;
  return [
    `<polyline points="${path.join(' ')}" fill="none" stroke="${color}" stroke-width="1.5"/>`,
    linear,
    ...dots,
    `<text x="${EDGE}" y="${44 + 16 * index}" fill="${color}">${name} (dashed: linear)</text>`,
  ].join('\n');
}

function place(scale: Scale, value: number): string {
  return scale(value).toFixed(1);
}

function scale(values: readonly number[], from: number, to: number): Scale {
  const low = Math.log(Math.min(...values));
  const high = Math.log(Math.max(...values));
  return (value) => from + ((Math.log(value) - low) / (high - low || 1)) * (to - from);
}

/** Bars for a terminal: as long as the cost of a unit of size, so that linear growth is a straight edge. */
export function costBars(points: readonly Point[]): string[] {
  const each = points.map(({ size, milliseconds }) => (milliseconds / size) * 1e6);
  const most = Math.max(...each);
  return points.map(
    ({ label }, i) =>
      `  ${label.padEnd(22)}${(each[i] ?? 0).toFixed(1).padStart(8)} ns each  ${'#'.repeat(Math.round((40 * (each[i] ?? 0)) / most))}`,
  );
}
