import { rim } from '../../../picture/paint';
import { textAt } from '../../../picture/shapes';
import { svgNode, type SvgNode } from '../../../picture/svgNode';
import { textWidth } from '../../../picture/textWidth';
import { reachOf, shownBar } from '../cut';
import type { BarChart, Mark } from '../figure';
import { baseOf, stackEnds } from '../stack';
import { drawValueAxis, namesBelow, type Plot, valueAxisWidth } from './axes';
import { type Drawn, EDGE, LETTERS, type Pen } from './drawn';
import { errorBar } from './errorBar';
import { drawKey } from './key';
import { filled } from './looks';
import { valueText } from './numbers';
import { drawReferences, referenceWidth } from './referenceLines';
import { leastOf, roundScale, type Scale } from './scale';

const HEIGHT = 260;
/** Of the plot, pixels: narrower ones look lost, wider ones do not go on a page. */
const [NARROWEST, WIDEST] = [420, 1400];
/** Widest bar, pixels. */
const BAR = 46;

/** Groups of bars from zero with error bars and reference lines. */
export function drawBars(chart: BarChart, pen: Pen): Drawn {
  const { labels, series, unit, lines } = chart;
  const bars = barsIn(chart);
  const inner = Math.min(WIDEST, Math.max(NARROWEST, labels.length * (bars * 24 + 16)));
  const room = inner / Math.max(1, labels.length);
  const scaleTo = (from: number, to: number): Scale =>
    roundScale(valuesOf(chart), { from, to }, { bound: leastOf(unit) });
  const names = namesBelow(labels, room);
  const left = Math.max(valueAxisWidth(scaleTo(1, 0), unit), names.overhang + EDGE);
  const width = left + inner + referenceWidth(lines) + EDGE;
  const key = drawKey(series, 'bars', width, pen);
  const plot: Plot = { left, right: left + inner, top: key.height + 18, bottom: key.height + 18 + HEIGHT };
  const scale = scaleTo(plot.bottom, plot.top);
  const groups: Groups = { chart, plot, scale, room, bar: Math.min(BAR, (room * 0.82) / bars) };
  return {
    width,
    height: plot.bottom + names.height + 8,
    content: [
      ...key.content,
      ...drawValueAxis(plot, scale, chart.title ?? (unit === 's' ? 'time' : ''), unit, pen),
      ...series.flatMap((_, place) => drawSeries(groups, place, pen)),
      ...drawReferences(lines, plot, scale, pen),
      ...names.draw(plot, (at) => left + room * (at + 0.5), pen),
    ],
  };
}

/** Beside one another in a group. */
function barsIn({ series, stacked }: BarChart): number {
  return stacked === undefined ? Math.max(1, series.length) : 1;
}

function valuesOf(chart: BarChart): readonly number[] {
  const marks = chart.series.flatMap(({ marks: own }) => own.flatMap((mark) => mark ?? []));
  const lines = chart.lines.map(({ value }) => value);
  return [0, ...marks.flatMap((mark) => reachOf(mark, chart)), ...stackEnds(chart), ...lines];
}

interface Groups {
  readonly chart: BarChart;
  readonly plot: Plot;
  readonly scale: Scale;
  /** Width of a group, and of a bar in it, pixels. */
  readonly room: number;
  readonly bar: number;
}

function drawSeries(groups: Groups, place: number, pen: Pen): readonly SvgNode[] {
  const { chart, plot, room, bar } = groups;
  const besides = chart.stacked === undefined ? place : 0;
  const first = (room - bar * barsIn(chart)) / 2 + bar * besides;
  return (chart.series[place]?.marks ?? []).flatMap((mark, at) => {
    const x = plot.left + room * at + first;
    if (mark === null) return [];
    return [
      chart.stacked === undefined
        ? drawBar(groups, place, mark, x, pen)
        : drawPart(groups, [place, at], x, pen),
    ];
  });
}

function drawBar({ chart, scale, bar }: Groups, place: number, mark: Mark, x: number, pen: Pen): SvgNode {
  const series = chart.series[place];
  const [zero, end] = [scale.at(0), scale.at(mark.value)];
  const rect = { x, y: Math.min(zero, end), width: bar - 1.5, height: Math.abs(zero - end) };
  const middle = x + (bar - 1.5) / 2;
  const error = shownBar(mark, chart);
  const ends = error === null ? [] : [scale.at(error.low), scale.at(error.high)];
  return svgNode('g', {}, [
    svgNode('title', {}, mark.text),
    ...(series === undefined ? [] : filled(series, place, rect, pen.paint)),
    ...(error === null ? [] : errorBar(middle, error, scale, Math.min(6, bar / 4), pen)),
    ...drawValue(valueText(mark.value, chart.unit), middle, [end, ...ends, zero], bar, mark.value < 0, pen),
  ]);
}

/** Least height of a part of a stack that its number fits into, pixels. */
const PART = 14;

/** A part of a stack, with its number in it where there is room. */
function drawPart(
  { chart, scale, bar }: Groups,
  [place, group]: readonly [number, number],
  x: number,
  pen: Pen,
): SvgNode {
  const series = chart.series[place];
  const mark = series?.marks[group];
  if (series === undefined || mark == null) return svgNode('g', {}, []);
  const base = baseOf(chart, place, group);
  const [from, to] = [scale.at(base), scale.at(base + mark.value)];
  const rect = { x, y: Math.min(from, to), width: bar - 1.5, height: Math.abs(from - to) };
  const middle = x + (bar - 1.5) / 2;
  const text = valueText(mark.value, chart.unit);
  return svgNode('g', {}, [
    svgNode('title', {}, mark.text),
    ...filled(series, place, rect, pen.paint),
    ...(rect.height < PART ? [] : drawValue(text, middle, [(from + to) / 2 + 8], bar, false, pen)),
  ]);
}

/** Beyond all that is drawn of a bar, where it is wide enough for its number. */
function drawValue(
  text: string,
  x: number,
  heights: readonly number[],
  bar: number,
  isBelow: boolean,
  { colours }: Pen,
): readonly SvgNode[] {
  if (textWidth(text, LETTERS.small) > bar + 4) return [];
  const y = isBelow ? Math.max(...heights) + 12 : Math.min(...heights) - 4;
  return [
    textAt(text, x, y, {
      size: LETTERS.small,
      fill: colours.text,
      anchor: 'middle',
      more: rim(colours.ground),
    }),
  ];
}
