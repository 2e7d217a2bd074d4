import type { Chart } from 'chart.js';
import type { PointChart } from '../../../src/core/analysis/figures/figure';
import { stroke } from './pen';
import type { Scene } from './scene';

/** Upright lines, each named to its right where there is room before the next. */
export function drawMoments(
  { ctx, chartArea: { top, bottom, right } }: Pick<Chart, 'ctx' | 'chartArea'>,
  { chart: { moments = [] }, theme }: Scene<PointChart>,
  x: (value: number) => number,
): void {
  ctx.save();
  ctx.font = `${String(theme.fontSize - 2)}px ${theme.font}`;
  ctx.textBaseline = 'top';
  ctx.fillStyle = theme.text;
  moments.forEach(({ x: at, label }, place) => {
    const line = Math.round(x(at)) + 0.5;
    stroke(
      ctx,
      theme.text,
      [
        [line, top],
        [line, bottom],
      ],
      1,
      [1, 3],
    );
    const next = moments[place + 1];
    const room = (next === undefined ? right : x(next.x)) - line;
    if (ctx.measureText(label).width < room - 6) ctx.fillText(label, line + 4, top + 2);
  });
  ctx.restore();
}
