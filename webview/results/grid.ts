import { element, type Child } from '../shared/dom';

/** A column: numbers stand right. `width` is a track of a CSS grid. */
export interface Column {
  readonly title: string;
  readonly width: string;
  readonly number?: boolean;
}

export interface GridRow {
  readonly cells: readonly Child[];
  /** Class of the row, for rules between groups. */
  readonly kind?: string;
}

/** The toolkit's table: arrow keys move through it, readers of the screen know its headers. */
export function dataGrid(label: string, columns: readonly Column[], rows: readonly GridRow[]): HTMLElement {
  const widths = columns.map(({ width }) => width).join(' ');
  const grid = element('vscode-data-grid', {
    'aria-label': label,
    'generate-header': 'none',
    'grid-template-columns': widths,
  });
  grid.append(
    row(
      columns,
      columns.map(({ title }) => title),
      widths,
      'header',
    ),
    ...rows.map(({ cells, kind }) => row(columns, cells, widths, 'default', kind)),
  );
  return element('div', { class: 'scroll' }, grid);
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
