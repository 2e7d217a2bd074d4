import type { Chart, Plugin } from 'chart.js';
import type { Theme } from '../shared/theme';
import type { Scene } from './chart';
import { percent, seconds } from './format';

type Pen = CanvasRenderingContext2D;
type Point = readonly [number, number];

/** What stands on the chart beside its bars, drawn for the scene of the moment. */
export function marks(scene: () => Scene): Plugin<'bar'>[] {
  return [
    {
      id: 'behindBars',
      beforeDatasetsDraw: (chart) => {
        drawWatermark(chart, scene());
      },
    },
    {
      id: 'overBars',
      afterDatasetsDraw: (chart) => {
        drawZeroLine(chart, scene().theme);
        drawWhiskers(chart, scene());
        drawValues(chart, scene());
      },
    },
  ];
}

/** The word for numbers that no real machine took, large and faint. */
function drawWatermark({ ctx, chartArea }: Chart, { mark, theme }: Scene): void {
  if (mark === '') return;
  const { left, right, top, bottom, width, height } = chartArea;
  ctx.save();
  ctx.globalAlpha = theme.highContrast ? 0.18 : 0.12;
  ctx.fillStyle = theme.text;
  const size = Math.min(64, (width / mark.length) * 1.4, height * 0.6);
  ctx.font = `600 ${String(size)}px ${theme.font}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(mark, (left + right) / 2, (top + bottom) / 2);
  ctx.restore();
}

/** The bare machine: bars to its right cost, bars to its left gain. */
function drawZeroLine({ ctx, chartArea, scales }: Chart, theme: Theme): void {
  const x = Math.round(scales['x']?.getPixelForValue(0) ?? chartArea.left) + 0.5;
  stroke(ctx, theme.axis, [
    [x, chartArea.top],
    [x, chartArea.bottom],
  ]);
}

/** A line from the least to the greatest session through the end of each bar. */
function drawWhiskers(chart: Chart, scene: Scene): void {
  const { theme } = scene;
  eachBar(chart, scene, ({ y, range }) => {
    const scale = chart.scales['x'];
    if (range === null || scale === undefined) return;
    const [from, to] = [scale.getPixelForValue(range[0]), scale.getPixelForValue(range[1])];
    const lines: readonly (readonly [Point, Point])[] = [
      [
        [from, y],
        [to, y],
      ],
      [
        [from, y - 4],
        [from, y + 4],
      ],
      [
        [to, y - 4],
        [to, y + 4],
      ],
    ];
    // An edge in the ground's colour keeps the line apart from the bar.
    for (const line of lines) stroke(chart.ctx, theme.background, line, 4);
    for (const line of lines) stroke(chart.ctx, theme.text, line, 1.5);
  });
}

/** The value in figures beyond the bar and its whisker. */
function drawValues(chart: Chart, scene: Scene): void {
  const { ctx, scales } = chart;
  const { theme, bars } = scene;
  const show = bars.unit === '%' ? percent : seconds;
  ctx.save();
  ctx.font = `${String(theme.fontSize - 1)}px ${theme.font}`;
  ctx.fillStyle = theme.text;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  eachBar(chart, scene, ({ y, value, range }) => {
    const end = scales['x']?.getPixelForValue(Math.max(0, value, range?.[1] ?? 0)) ?? 0;
    ctx.fillText(show(value), end + 7, y + 0.5);
  });
  ctx.restore();
}

interface DrawnBar {
  /** Pixels from the top of the canvas to the middle of the bar. */
  readonly y: number;
  readonly value: number;
  readonly range: readonly [number, number] | null;
}

function eachBar(chart: Chart, { bars }: Scene, act: (bar: DrawnBar) => void): void {
  chart.data.datasets.forEach((_set, series) => {
    chart.getDatasetMeta(series).data.forEach((shape, row) => {
      const bar = bars.rows[row]?.bars[series];
      if (bar === undefined || bar.value === null) return;
      act({ y: shape.getProps(['y'])['y'] as number, value: bar.value, range: bar.range });
    });
  });
}

function stroke(pen: Pen, colour: string, [from, to]: readonly [Point, Point], width = 1): void {
  pen.save();
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...to);
  pen.stroke();
  pen.restore();
}
