import type { Chart, Plugin } from 'chart.js';
import type { Theme } from '../shared/theme';
import type { Bars } from './figure';

/** The word for numbers that no real machine took, large and faint behind the bars. Nothing for an empty word. */
export function watermark(word: string, theme: Theme): Plugin<'bar'> {
  return {
    id: 'watermark',
    beforeDatasetsDraw({ ctx, chartArea }) {
      if (word === '') return;
      ctx.save();
      ctx.globalAlpha = theme.highContrast ? 0.28 : 0.1;
      ctx.fillStyle = theme.text;
      const size = Math.min(64, (chartArea.width / word.length) * 1.4, chartArea.height * 0.6);
      ctx.font = `600 ${String(size)}px ${theme.font}`;
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      ctx.fillText(word, (chartArea.left + chartArea.right) / 2, (chartArea.top + chartArea.bottom) / 2);
      ctx.restore();
    },
  };
}

/** The bare machine: bars to its right cost, bars to its left gain. */
export function zeroLine(theme: Theme): Plugin<'bar'> {
  return {
    id: 'zeroLine',
    afterDatasetsDraw(chart) {
      const { ctx, chartArea, scales } = chart;
      const x = Math.round(scales['x']?.getPixelForValue(0) ?? chartArea.left) + 0.5;
      stroke(ctx, theme.axis, [
        [x, chartArea.top],
        [x, chartArea.bottom],
      ]);
    },
  };
}

/** A line from the least to the greatest session through the end of each bar. */
export function whiskers(bars: Bars, theme: Theme): Plugin<'bar'> {
  return {
    id: 'whiskers',
    afterDatasetsDraw(chart) {
      eachBar(chart, bars, ({ y }, range) => {
        const scale = chart.scales['x'];
        if (range === null || scale === undefined) return;
        const [from, to] = [scale.getPixelForValue(range[0]), scale.getPixelForValue(range[1])];
        const points: [number, number][][] = [
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
        for (const line of points) {
          stroke(chart.ctx, theme.background, line, 4);
          stroke(chart.ctx, theme.text, line, 1.5);
        }
      });
    },
  };
}

/** The value in figures beyond the bar and its whisker. */
export function barValues(bars: Bars, theme: Theme, show: (value: number) => string): Plugin<'bar'> {
  return {
    id: 'barValues',
    afterDatasetsDraw(chart) {
      const { ctx, scales } = chart;
      ctx.save();
      ctx.font = `${String(theme.fontSize - 1)}px ${theme.font}`;
      ctx.fillStyle = theme.text;
      ctx.textBaseline = 'middle';
      ctx.textAlign = 'left';
      eachBar(chart, bars, ({ y, value }, range) => {
        const end = scales['x']?.getPixelForValue(Math.max(0, value, range?.[1] ?? 0)) ?? 0;
        ctx.fillText(show(value), end + 7, y + 0.5);
      });
      ctx.restore();
    },
  };
}

function eachBar(
  chart: Chart,
  bars: Bars,
  act: (at: { readonly y: number; readonly value: number }, range: readonly [number, number] | null) => void,
): void {
  chart.data.datasets.forEach((_set, series) => {
    chart.getDatasetMeta(series).data.forEach((shape, row) => {
      const bar = bars.rows[row]?.bars[series];
      if (bar === undefined || bar.value === null) return;
      act({ y: shape.getProps(['y'])['y'] as number, value: bar.value }, bar.range);
    });
  });
}

function stroke(
  pen: CanvasRenderingContext2D,
  colour: string,
  points: readonly (readonly [number, number])[],
  width = 1,
): void {
  pen.save();
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.beginPath();
  points.forEach(([x, y], i) => {
    if (i === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  });
  pen.stroke();
  pen.restore();
}
