import type { MatrixCell, MatrixChart } from '../../../src/core/analysis/figures/figure';
import { element, on } from '../../shared/dom';
import type { Say } from '../../shared/words';
import { linkKey } from '../links';
import { tones, toneSigns } from '../tones';
import type { Lead } from './scene';

/** Rows against columns; a cell that leads somewhere is a button. */
export function matrixTable(label: string, chart: MatrixChart, say: Say, lead: Lead): HTMLElement {
  const head = element(
    'tr',
    {},
    element('td', { class: 'corner' }, say('against')),
    ...chart.columns.map((name) => element('th', { scope: 'col' }, name)),
  );
  const rows = chart.rows.map((name, row) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, name),
      ...chart.columns.map((_, column) => cellOf(chart.cells[row]?.[column] ?? null, say, lead)),
    ),
  );
  const table = element(
    'table',
    { class: 'matrix', 'aria-label': label },
    element('thead', {}, head),
    element('tbody', {}, ...rows),
  );
  // Wider than the panel it scrolls, and the keyboard must be able to do that.
  return element(
    'div',
    { class: 'scroll matrix-scroll', tabindex: '0', role: 'region', 'aria-label': label },
    table,
  );
}

function cellOf(cell: MatrixCell | null, say: Say, lead: Lead): HTMLElement {
  if (cell === null) return element('td', { class: 'none' });
  const { text, tone, link } = cell;
  const said = [toneMark(tone, say), element('span', {}, text)];
  if (link === null) return element('td', { class: tone }, element('span', { class: 'said' }, ...said));
  const button = on(
    element('button', { class: 'said', 'data-link': linkKey(link) }, ...said),
    'click',
    () => {
      lead(link);
    },
  );
  return element('td', { class: tone }, button);
}

/** A sign; readers of the screen hear its word. */
export function toneMark(tone: MatrixCell['tone'], say: Say): HTMLElement {
  return element(
    'span',
    { class: `tone ${tone}`, role: 'img', 'aria-label': say(tone), title: say(tone) },
    toneSigns[tone],
  );
}

export function toneLegend(say: Say): readonly HTMLElement[] {
  return tones.map((tone) => element('span', {}, toneMark(tone, say), say(tone)));
}
