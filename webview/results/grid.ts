import type { Link } from '../../src/core/analysis/figures/figure';
import { element, type Child } from '../shared/dom';
import type { Say } from '../shared/words';
import type { Lead } from './charts/scene';
import { unknown } from './format';
import { lateRows } from './lateRows';
import { linkKey } from './links';

/** A column: as wide as its longest text, numbers stand right. One that grows takes the room that is left. */
export interface Column {
  readonly title: string;
  readonly number?: boolean;
  readonly grows?: boolean;
  /** Left out when it says nothing in any row. */
  readonly optional?: boolean;
  /** Left out whatever it says. */
  readonly hidden?: boolean;
}

export interface GridRow {
  readonly cells: readonly Child[];
  /** Class of the row, for rules between groups. */
  readonly kind?: string;
  /** What the row leads to, by a click or Enter on one of its cells. */
  readonly link?: Link | null;
}

/** The toolkit's table: arrow keys move through it, readers of the screen know its headers. */
export function dataGrid(
  say: Say,
  label: string,
  all: readonly Column[],
  given: readonly GridRow[],
  lead: Lead = () => undefined,
): HTMLElement {
  const kept = all.map(
    ({ optional, hidden }, i) =>
      hidden !== true && (optional !== true || given.some(({ cells }) => says(cells[i]))),
  );
  const columns = all.filter((_, i) => kept[i]);
  const rows = given.map(({ cells, ...row }) => ({
    ...row,
    cells: all.map((_, i) => cells[i] ?? null).filter((_, i) => kept[i]),
  }));
  const least = columns.map((column, i) =>
    charactersOf(
      column,
      rows.map(({ cells }) => cells[i]),
    ),
  );
  const widths = columns.map((column, i) => track(column, least[i] ?? 0)).join(' ');
  const grid = element('vscode-data-grid', {
    'aria-label': label,
    'generate-header': 'none',
    'grid-template-columns': widths,
  });
  // Wider than the panel it scrolls; narrower, the columns that grow share the rest.
  const total = least.reduce((sum, characters) => sum + characters, 0);
  grid.style.minWidth = `calc(${String(total)}ch + ${String(least.length * padding)}rem)`;
  const titles = columns.map(({ title }) => title);
  grid.append(row(columns, titles, widths, 'header'));
  const foot = lateRows(
    grid,
    rows.map(
      ({ cells, kind, link }) =>
        () =>
          leading(row(columns, cells, widths, 'default', kind), link ?? null, lead),
    ),
    say,
  );
  return element('div', { class: 'grid' }, element('div', { class: 'scroll' }, grid), foot);
}

function leading(made: HTMLElement, link: Link | null, lead: Lead): HTMLElement {
  if (link === null) return made;
  made.dataset['link'] = linkKey(link);
  made.addEventListener('click', () => {
    lead(link);
  });
  made.addEventListener('keydown', ({ key }) => {
    if (key === 'Enter') lead(link);
  });
  return made;
}

function says(cell: Child | undefined): boolean {
  return cell !== undefined && cell !== null && cell !== '' && cell !== unknown;
}

/** Of a cell, left and right together, rem. */
const padding = 1.4;

/** Rows are grids of their own, so that a track must be known beforehand: `ch` is the width of a figure. */
function track({ grows }: Column, characters: number): string {
  const width = `calc(${String(characters)}ch + ${String(padding)}rem)`;
  return grows === true ? `minmax(${width}, 1fr)` : width;
}

/** Titles are bold, and some letters are wider than a figure, which shows in short texts most. */
function charactersOf({ title }: Column, texts: readonly (Child | undefined)[]): number {
  return Math.min(44, 1 + Math.ceil(Math.max(title.length * 1.1, ...texts.map(longest), 3)));
}

/** Characters of the longest line. */
function longest(cell: Child | undefined): number {
  if (cell === null || cell === undefined) return 0;
  if (typeof cell === 'string') return cell.length;
  // What wraps needs room for a few words only.
  if (cell instanceof Element && cell.classList.contains('wrap')) return 20;
  const lines = cell instanceof Element && cell.classList.contains('lines') ? [...cell.children] : [cell];
  return Math.max(...lines.map(widthOf));
}

/** A range is set smaller; a sign takes the room of two characters more, a chip that of three. */
function widthOf(line: Node): number {
  const characters = line.textContent?.length ?? 0;
  if (!(line instanceof Element)) return characters;
  const smaller = line.classList.contains('range') ? 0.85 : 1;
  const extra =
    (line.querySelector('.sign') === null ? 0 : 2) + (line.querySelector('.vm-chip') === null ? 0 : 3);
  return characters * smaller + extra;
}

function row(
  columns: readonly Column[],
  cells: readonly Child[],
  widths: string,
  type: 'header' | 'default',
  kind = '',
): HTMLElement {
  const cellType = type === 'header' ? 'columnheader' : 'default';
  return element(
    'vscode-data-grid-row',
    { 'row-type': type, 'grid-template-columns': widths, class: kind },
    ...columns.map((column, i) =>
      element(
        'vscode-data-grid-cell',
        {
          'cell-type': i === 0 && type === 'default' ? 'rowheader' : cellType,
          'grid-column': String(i + 1),
          class: column.number === true ? 'number' : null,
        },
        cells[i] ?? null,
      ),
    ),
  );
}
