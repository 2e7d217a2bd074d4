import type { Chart, ReferenceLine, Series } from '../../src/core/analysis/figures/figure';
import type { PictureTheme } from '../../src/core/picture/palette';
import { element } from '../shared/dom';
import type { Theme } from '../shared/theme';
import type { Say } from '../shared/words';
import { letterOf } from './charts/backdrop';
import { toneLegend } from './charts/matrix';
import { fillOf, paintSwatch, shapeOf } from './fills';

/** What colours, shapes, lines and signs stand for. */
export function legendOf(
  chart: Chart,
  theme: Theme,
  palette: PictureTheme,
  say: Say,
): readonly HTMLElement[] {
  if (chart.type === 'matrix') return toneLegend(say);
  const series = chart.series.map((one) => seriesItem(one, chart.type, theme, palette));
  return [...series, ...chart.lines.map((line) => lineItem(line, chart.lines, say))];
}

/** Signs of the shapes that points have. */
const shapeSigns: Readonly<Record<ReturnType<typeof shapeOf>, string>> = {
  circle: '●',
  rect: '■',
  triangle: '▲',
  rectRot: '◆',
  crossRot: '✕',
  star: '✳',
};

function seriesItem(
  series: Series,
  type: 'bars' | 'points',
  theme: Theme,
  palette: PictureTheme,
): HTMLElement {
  const fill = fillOf(series, theme, palette);
  if (type === 'points') {
    const shape = element('span', { class: 'shape', 'aria-hidden': 'true' }, shapeSigns[shapeOf(series)]);
    // Styles set from script are no inline styles for the policy.
    shape.style.color = fill.borderColor;
    return element('span', {}, shape, series.name);
  }
  const swatch = document.createElement('canvas');
  swatch.width = swatch.height = 12;
  swatch.setAttribute('aria-hidden', 'true');
  paintSwatch(swatch, fill);
  return element('span', {}, swatch, series.name);
}

function lineItem(line: ReferenceLine, lines: readonly ReferenceLine[], say: Say): HTMLElement {
  const isPaper = line.source === 'paper';
  return element(
    'span',
    { class: 'line' },
    element('span', { class: isPaper ? 'dash paper' : 'dash', 'aria-hidden': 'true' }),
    isPaper ? say('paperLine', letterOf(lines, line), line.label) : line.label,
  );
}
