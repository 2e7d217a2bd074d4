import { rim } from '../../../picture/paint';
import { textAt } from '../../../picture/shapes';
import { colourOf } from '../../../picture/palette';
import { svgNode, type SvgNode } from '../../../picture/svgNode';
import { fitted } from '../../../picture/textWidth';
import { shadesOf } from '../bands';
import { reachOf, shownBar } from '../cut';
import type { Box, PointChart } from '../figure';
import { drawValueAxis, gridLine, namesBelow, type Plot, valueAxisWidth } from './axes';
import { type Drawn, EDGE, LETTERS, type Pen } from './drawn';
import { errorBar } from './errorBar';
import { drawKey } from './key';
import { shapeAt, strokeOf } from './looks';
import { axisTitle, tickText } from './numbers';
import { drawReferences, referenceWidth } from './referenceLines';
import { countedScale, leastOf, roundScale, type Scale, type Span } from './scale';

const HEIGHT = 280;
const [NARROWEST, WIDEST] = [480, 1400];
/** Least distance of two named places, pixels. */
const PLACE = 70;

/** Points over boxes over bands, joined where the series says so. */
export function drawPoints(chart: PointChart, pen: Pen): Drawn {
  const { x, y, series, lines } = chart;
  const inner = Math.min(WIDEST, Math.max(NARROWEST, (x.ticks?.length ?? 0) * PLACE));
  const named = x.ticks === undefined ? null : namesBelow(x.ticks, inner / Math.max(1, x.ticks.length));
  const axis = valueAxisWidth(valueScale(chart, { from: 1, to: 0 }), y.unit);
  const left = Math.max(axis, (named?.overhang ?? 0) + EDGE);
  const width = left + inner + referenceWidth(lines) + EDGE;
  const key = drawKey(series, 'points', width, pen);
  const plot: Plot = { left, right: left + inner, top: key.height + 14, bottom: key.height + 14 + HEIGHT };
  const across = placeScale(chart, { from: plot.left, to: plot.right });
  const up = valueScale(chart, { from: plot.bottom, to: plot.top });
  const numbers = (): readonly string[] => across.ticks.map((tick) => tickText(tick, ''));
  const names = named ?? namesBelow(numbers(), inner / across.ticks.length);
  const titleY = plot.bottom + names.height + 14;
  const title = fitted(axisTitle(x.title, x.unit), inner, LETTERS.text);
  const look = { size: LETTERS.text, fill: pen.colours.text, anchor: 'middle' } as const;
  const scales: Scales = { plot, across, up };
  return {
    width,
    height: titleY + 10,
    content: [
      ...key.content,
      ...drawBands(chart, scales, pen),
      ...drawValueAxis(plot, up, y.title, y.unit, pen),
      ...drawPlaces(chart, scales, pen),
      ...chart.boxes.flatMap((box) => drawBox(box, scales, pen)),
      ...series.flatMap((_, place) => drawSeries(chart, place, scales, pen)),
      ...drawReferences(lines, plot, up, pen),
      ...drawMoments(chart, scales, pen),
      ...names.draw(plot, (at) => across.at(across.ticks[at] ?? at), pen),
      textAt(title, left + inner / 2, titleY, look),
    ],
  };
}

interface Scales {
  readonly plot: Plot;
  readonly across: Scale;
  readonly up: Scale;
}

function valueScale(chart: PointChart, span: Span): Scale {
  const { series, boxes, lines } = chart;
  const points = series.flatMap(({ points: own }) => own);
  return roundScale(
    [
      ...points.flatMap((point) => reachOf(point, chart)),
      ...boxes.flatMap(({ low, high }) => [low, high]),
      ...lines.map(({ value }) => value),
    ],
    span,
    { bound: leastOf(chart.y.unit) },
  );
}

function placeScale({ x, series, boxes, bands }: PointChart, span: Span): Scale {
  if (x.ticks !== undefined) return countedScale(Math.max(1, x.ticks.length), span);
  const points = series.flatMap(({ points: own }) => own.map((point) => point.x));
  const ends = bands.flatMap(({ from, to }) => [from, to]);
  return roundScale([...points, ...boxes.map((box) => box.x), ...ends], span, { count: 8 });
}

function drawPlaces({ x }: PointChart, { plot, across }: Scales, { colours }: Pen): readonly SvgNode[] {
  if (x.ticks !== undefined) return [];
  return across.ticks.map((tick) =>
    gridLine(across.at(tick), plot.bottom, across.at(tick), plot.bottom + 4, colours.line),
  );
}

/** All of them named. */
function drawBands({ bands }: PointChart, { plot, across }: Scales, { colours }: Pen): readonly SvgNode[] {
  const shades = shadesOf(bands);
  return bands.flatMap(({ from, to, label }, at) => {
    const [x, end] = [across.at(from), across.at(to)];
    const width = Math.abs(end - x);
    const rect = { x: Math.min(x, end), y: plot.top, width, height: plot.bottom - plot.top };
    const look = { size: LETTERS.small, fill: colours.muted, anchor: 'middle' } as const;
    return [
      svgNode('rect', {
        ...rect,
        fill: shades[at] === true ? colours.coreFill : colours.ground,
        'fill-opacity': 0.7,
      }),
      textAt(fitted(label, width, LETTERS.small), (x + end) / 2, plot.top - 3, look),
    ];
  });
}

/** Upright lines, each named to its right at the top of the plot. */
function drawMoments(
  { moments = [] }: PointChart,
  { plot, across }: Scales,
  { colours }: Pen,
): readonly SvgNode[] {
  return moments.flatMap(({ x, label }, at) => {
    const line = across.at(x);
    const next = moments[at + 1];
    const room = (next === undefined ? plot.right : across.at(next.x)) - line - 6;
    const look = { size: LETTERS.small, fill: colours.text, more: rim(colours.ground) };
    return [
      svgNode('path', {
        d: `M${line.toFixed(2)} ${plot.top}V${plot.bottom}`,
        ...{ stroke: colours.text, 'stroke-width': 1.2, 'stroke-dasharray': '1 3', fill: 'none' },
      }),
      ...(room < 24 ? [] : [textAt(fitted(label, room, LETTERS.small), line + 3, plot.top + 11, look)]),
    ];
  });
}

/** Quartiles as a box with the median as a heavy line, whiskers as an error bar behind it. */
function drawBox(
  { x, colour, low, quartiles, high }: Box,
  { across, up }: Scales,
  pen: Pen,
): readonly SvgNode[] {
  const half = Math.min(20, Math.max(4, Math.abs(across.at(x + 0.3) - across.at(x))));
  const [centre, bottom, middle, top] = [across.at(x), ...quartiles.map(up.at)] as [
    number,
    number,
    number,
    number,
  ];
  const { fill } = colourOf(colour, pen.paint.theme);
  const rect = { x: centre - half, y: top, width: 2 * half, height: Math.abs(bottom - top) };
  const edge = { stroke: pen.colours.text, 'stroke-width': 1 };
  const d = `M${(centre - half).toFixed(2)} ${middle.toFixed(2)}h${(2 * half).toFixed(2)}`;
  return [
    ...errorBar(centre, { low, high, goesOn: { below: false, above: false } }, up, half / 2, pen),
    svgNode('rect', { ...rect, fill: pen.colours.ground }),
    svgNode('rect', { ...rect, fill, 'fill-opacity': 0.35, ...edge }),
    svgNode('path', { d, stroke: pen.colours.text, 'stroke-width': 2.4, fill: 'none' }),
  ];
}

function drawSeries(chart: PointChart, place: number, { across, up }: Scales, pen: Pen): readonly SvgNode[] {
  const series = chart.series[place];
  if (series === undefined) return [];
  const at = apart(series.points.map((point) => ({ x: across.at(point.x), y: up.at(point.value), point })));
  const d = at.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(2)} ${y.toFixed(2)}`).join('');
  return [
    ...(series.joined && at.length > 1
      ? [svgNode('path', { d, ...strokeOf(series, place, pen.paint) })]
      : []),
    ...at.flatMap(({ x, point }) => {
      const error = shownBar(point, chart);
      return error === null ? [] : errorBar(x, error, up, 5, pen);
    }),
    ...marked(at, series.joined).map(({ x, y, point }) =>
      shapeAt(series, place, { x, y }, pen.paint, point.text),
    ),
  ];
}

/** Shapes that a long line carries: more of them hide it, and others. */
const SHAPES_OF_LINE = 40;

function marked<T>(points: readonly T[], joined: boolean): readonly T[] {
  const every = joined ? Math.ceil(points.length / SHAPES_OF_LINE) : 1;
  return points.filter((_, at) => at % every === 0);
}

/** Pixels: points that are closer hide one another. */
const APART = 3;

/** The first of those that would be drawn in the same place: a drawing holds no more points than can be seen. */
function apart<T extends { readonly x: number; readonly y: number }>(points: readonly T[]): readonly T[] {
  const places = new Set<string>();
  return points.filter(({ x, y }) => {
    const place = `${Math.round(x / APART)} ${Math.round(y / APART)}`;
    if (places.has(place)) return false;
    places.add(place);
    return true;
  });
}
