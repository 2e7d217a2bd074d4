import type { BarChart, Chart, Figure, PointChart } from '../../src/core/analysis/figures/figure';
import { element } from '../shared/dom';
import type { Say } from '../shared/words';
import { barsHeight, drawBars } from './charts/bars';
import { matrixTable } from './charts/matrix';
import { drawPoints, pointsHeight, wholeSpan } from './charts/points';
import type { DrawnChart, Lead, Scene } from './charts/scene';
import { linkKey } from './links';
import { moved, zoomed, type Span } from './zoom';

/** Where one of the three kinds of chart stands. A chart of the same kind is updated in place. */
export interface ChartFrame {
  readonly place: HTMLElement;
  readonly show: (figure: Figure, scene: Omit<Scene<Chart>, 'chart'>, say: Say) => void;
  /** Closer, farther, or all of it again. */
  readonly zoom: (factor: number | null) => void;
}

type Live =
  | { readonly type: 'bars'; readonly drawn: DrawnChart<BarChart> }
  | { readonly type: 'points'; readonly drawn: DrawnChart<PointChart> };

export function chartFrame(lead: Lead, spanChanged: (span: Span | null) => void): ChartFrame {
  const canvasHolder = element('div', { class: 'chart', tabindex: '0', role: 'application' });
  const told = element('p', { class: 'unseen', 'aria-live': 'polite' });
  const matrix = element('div', {});
  const place = element('div', { class: 'frame' }, canvasHolder, told, matrix);
  let live: Live | null = null;
  let shown: { readonly figure: Figure; readonly span: Span | null } | null = null;
  let cursor: number | null = null;
  let lastMatrix = '';

  const drop = (): void => {
    live?.drawn.destroy();
    live = null;
    cursor = null;
    canvasHolder.replaceChildren();
  };
  const drawCanvas = (chart: BarChart | PointChart, scene: Omit<Scene<Chart>, 'chart'>): void => {
    const height = chart.type === 'bars' ? barsHeight(chart) : pointsHeight(chart);
    canvasHolder.style.height = `${String(height)}px`;
    if (live !== null && live.type !== chart.type) drop();
    if (live?.type === 'bars' && chart.type === 'bars') live.drawn.update({ ...scene, chart });
    else if (live?.type === 'points' && chart.type === 'points') live.drawn.update({ ...scene, chart });
    else {
      const canvas = document.createElement('canvas');
      canvas.setAttribute('role', 'img');
      canvasHolder.append(canvas);
      live =
        chart.type === 'bars'
          ? { type: 'bars', drawn: drawBars(canvas, { ...scene, chart }, lead) }
          : { type: 'points', drawn: drawPoints(canvas, { ...scene, chart }, lead) };
    }
  };
  const zoom = (factor: number | null, about: number | null = null): void => {
    if (shown?.figure.chart.type !== 'points') return;
    const whole = wholeSpan(shown.figure.chart);
    spanChanged(factor === null ? null : zoomed(shown.span, whole, factor, about));
  };
  const pointAt = (at: number | null): void => {
    cursor = at;
    live?.drawn.point(at);
    told.textContent = at === null ? '' : (live?.drawn.marks()[at]?.text ?? '');
  };

  canvasHolder.addEventListener('keydown', (event) => {
    const marks = live?.drawn.marks() ?? [];
    const next = stepped(event.key, cursor, marks.length);
    const link = cursor === null ? null : (marks[cursor]?.link ?? null);
    if (next !== undefined) pointAt(next);
    else if (event.key === 'Enter' && link !== null) lead(link);
    else if (event.key === '+' || event.key === '-') zoom(event.key === '+' ? 1.5 : 1 / 1.5);
    else if (event.key === '0') zoom(null);
    else if (event.key === 'PageUp' || event.key === 'PageDown') pan(event.key === 'PageUp' ? -0.5 : 0.5);
    else return;
    event.preventDefault();
  });
  const pan = (share: number): void => {
    if (shown?.figure.chart.type === 'points')
      spanChanged(moved(shown.span, wholeSpan(shown.figure.chart), share));
  };
  canvasHolder.addEventListener('blur', () => pointAt(null));
  canvasHolder.addEventListener(
    'wheel',
    (event) => {
      // A wheel alone scrolls the page.
      if (!event.ctrlKey || live?.type !== 'points') return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.25 : 1 / 1.25, live.drawn.xAt(event.offsetX));
    },
    { passive: false },
  );
  return {
    place,
    zoom,
    show(figure, scene, say) {
      shown = { figure, span: scene.span };
      const { chart } = figure;
      canvasHolder.hidden = chart.type === 'matrix';
      matrix.hidden = chart.type !== 'matrix';
      if (chart.type === 'matrix') {
        drop();
        const now = JSON.stringify(chart);
        if (now !== lastMatrix) matrix.replaceChildren(matrixTable(figure.title, chart, say, lead));
        lastMatrix = now;
        const selected = scene.selected === null ? '' : linkKey(scene.selected);
        for (const button of matrix.querySelectorAll<HTMLElement>('[data-link]'))
          button.setAttribute('aria-pressed', String(button.dataset['link'] === selected));
        return;
      }
      lastMatrix = '';
      drawCanvas(chart, scene);
      canvasHolder.setAttribute('aria-label', say('chartKeys', figure.title));
      canvasHolder
        .querySelector('canvas')
        ?.setAttribute('aria-label', say(chart.type === 'bars' ? 'barLabel' : 'pointLabel', inWords(live)));
    },
  };
}

/** Few enough to be listened to; the table has all. */
const MOST_SAID = 40;

function inWords(live: Live | null): string {
  const marks = live?.drawn.marks() ?? [];
  return marks
    .slice(0, MOST_SAID)
    .map(({ text }) => text)
    .join('; ');
}

/** Where arrow keys lead among so many marks; undefined for any other key. */
function stepped(key: string, at: number | null, count: number): number | null | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowRight' || key === 'ArrowDown') return at === null ? 0 : Math.min(count - 1, at + 1);
  if (key === 'ArrowLeft' || key === 'ArrowUp') return at === null ? count - 1 : Math.max(0, at - 1);
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return key === 'Escape' ? null : undefined;
}
