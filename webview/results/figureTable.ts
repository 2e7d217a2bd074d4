import type { Figure } from '../../src/core/analysis/figures/figure';
import type { Lead } from './charts/scene';
import type { Say } from '../shared/words';
import { dataGrid } from './grid';

/** The table that says what the chart says. Rows with a link lead on, by click or Enter. */
export function figureTable({ title, table }: Figure, say: Say, lead: Lead): HTMLElement {
  const columns = table.head.map((name, at) => ({
    title: name,
    ...(at === 0 ? { grows: true } : { number: isNumeric(table.rows.map(({ cells }) => cells[at] ?? '')) }),
  }));
  return dataGrid(say, title, columns, table.rows, lead);
}

function isNumeric(texts: readonly string[]): boolean {
  return texts.every((text) => text === '' || /^[-+–<]?\s?[\d.]|^[-–]$/.test(text));
}
