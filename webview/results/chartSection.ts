import type { FilledView } from '../../src/protocol/results';
import { element } from '../shared/dom';
import { readTheme, type Theme } from '../shared/theme';
import type { Say } from '../shared/words';
import { chartHeight, drawChart, type BarChart } from './chart';
import { barsAt, hasValues, type Bars, type Phase } from './figure';
import { paintSwatch } from './fills';
import { percent, seconds, unknown } from './format';
import { dropdown } from './heading';

export interface ChartSection {
  readonly place: HTMLElement;
  show(view: FilledView, say: Say): void;
  /** Draws again in the editor's colours of now. */
  repaint(): void;
}

/** The chart with its title, the choice of a program, and the legend. The canvas lives as long as the page. */
export function chartSection(): ChartSection {
  const title = element('h2', {});
  const head = element('div', { class: 'row' }, title);
  const legend = element('p', { class: 'legend' });
  const axis = element('p', { class: 'axis' });
  const canvas = document.createElement('canvas');
  canvas.setAttribute('role', 'img');
  const frame = element('div', { class: 'chart' }, canvas);
  const waiting = element('p', { class: 'waiting' });
  const place = element('section', {}, head, legend, frame, axis, waiting);
  let chart: BarChart | null = null;
  let shown: { readonly view: FilledView; readonly say: Say } | null = null;
  let label: string | null = null;
  let choices = '';

  const draw = (): void => {
    if (shown === null) return;
    const { view, say } = shown;
    const bars = barsAt(view.figure, label ?? view.figure.labels.at(-1) ?? '');
    const theme = readTheme();
    const there = hasValues(bars);
    const words = bars.unit === '%' ? 'slowdown' : 'time';
    title.textContent = say(`${words}Title`);
    axis.textContent = say(`${words}Axis`);
    waiting.textContent = say('waiting');
    waiting.hidden = there;
    frame.hidden = axis.hidden = legend.hidden = !there;
    if (!there) return;
    legend.replaceChildren(...bars.phases.map((phase) => legendItem(phase, theme, say)));
    canvas.setAttribute('aria-label', say('chartLabel', inWords(bars, say)));
    frame.style.height = `${String(chartHeight(bars))}px`;
    const mark = view.results.origin === 'measured' ? '' : say(view.results.origin);
    const scene = { bars, theme, say, mark };
    if (chart === null) chart = drawChart(canvas, scene);
    else chart.update(scene);
  };
  return {
    place,
    show(view, say) {
      shown = { view, say };
      if (label !== null && !view.figure.labels.includes(label)) label = null;
      const { labels } = view.figure;
      if (choices !== labels.join('\n')) {
        choices = labels.join('\n');
        const options = labels.map((value) => ({
          value,
          text: value === 'mean' ? say('allWorkloads') : value,
        }));
        const choice = dropdown(say('workload'), options, label ?? labels.at(-1) ?? '', (value) => {
          label = value;
          draw();
        });
        head.replaceChildren(title, ...(choice === null ? [] : [choice]));
      }
      draw();
    },
    repaint: draw,
  };
}

function legendItem(phase: Phase, theme: Theme, say: Say): HTMLElement {
  const swatch = document.createElement('canvas');
  swatch.width = swatch.height = 12;
  swatch.setAttribute('aria-hidden', 'true');
  paintSwatch(swatch, phase, theme);
  return element('span', {}, swatch, say(`${phase}Long`));
}

function inWords(bars: Bars, say: Say): string {
  const show = bars.unit === '%' ? percent : seconds;
  return bars.rows
    .flatMap(({ layout, bars: all }) =>
      all.map(({ phase, value }) => `${layout} ${say(phase)} ${value === null ? unknown : show(value)}`),
    )
    .join(', ');
}
