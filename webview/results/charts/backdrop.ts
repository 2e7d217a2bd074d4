import type { Chart, ChartArea } from 'chart.js';
import type { BarChart, PointChart, ReferenceLine } from '../../../src/core/analysis/figures/figure';
import type { Theme } from '../../shared/theme';
import { stroke, type Pen, type Point } from './pen';
import type { Scene } from './scene';

type AnyScene = Scene<BarChart> | Scene<PointChart>;

/** The word for numbers that no real machine took, large and faint. */
export function drawWatermark(
  { ctx, chartArea }: Pick<Chart, 'ctx' | 'chartArea'>,
  { watermark, theme }: AnyScene,
): void {
  if (watermark === '') return;
  const { left, right, top, bottom, width, height } = chartArea;
  ctx.save();
  ctx.globalAlpha = theme.highContrast ? 0.18 : 0.12;
  ctx.fillStyle = theme.text;
  const size = Math.min(64, (width / watermark.length) * 1.4, height * 0.6);
  ctx.font = `600 ${String(size)}px ${theme.font}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(watermark, (left + right) / 2, (top + bottom) / 2);
  ctx.restore();
}

/** Dashes of lines that are the paper's. */
export const paperDash: readonly number[] = [6, 4];

/** `a`, `b` for lines of the paper, by which the legend names them. */
export function letterOf(lines: readonly ReferenceLine[], line: ReferenceLine): string {
  const at = lines.filter(({ source }) => source === 'paper').indexOf(line);
  return at < 0 ? '' : String.fromCharCode(97 + (at % 26));
}

/** Lines across the chart at values of a scale, each of the paper's with its letter at its end. */
export function drawLines(
  pen: Pen,
  area: ChartArea,
  lines: readonly ReferenceLine[],
  theme: Theme,
  pixelOf: (value: number) => number,
  upright: boolean,
): void {
  for (const line of lines) {
    const at = Math.round(pixelOf(line.value)) + 0.5;
    const [from, to]: readonly [Point, Point] = upright
      ? [
          [at, area.top],
          [at, area.bottom],
        ]
      : [
          [area.left, at],
          [area.right, at],
        ];
    const isPaper = line.source === 'paper';
    stroke(pen, theme.axis, [from, to], isPaper ? 1.5 : 1, isPaper ? paperDash : []);
    if (isPaper)
      drawLetter(pen, letterOf(lines, line), theme, upright ? [at, area.top - 8] : [area.right + 9, at]);
  }
}

function drawLetter(pen: Pen, letter: string, theme: Theme, [x, y]: Point): void {
  pen.save();
  pen.font = `italic ${String(theme.fontSize - 1)}px ${theme.font}`;
  pen.fillStyle = theme.text;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(letter, x, y);
  pen.restore();
}
