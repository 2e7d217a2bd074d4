/** A place in the page that is filled anew only when what it shows has changed, so that nothing flickers. */
export interface Slot {
  readonly place: HTMLElement;
  fill(shown: unknown, make: () => readonly (Node | null)[]): void;
}

/** Asks a table, the target, for so many rows at least: its `detail`. */
export const rowsWanted = 'rowswanted';

/** The keyboard stays where it was: on the cell of the same row and column, if it was in a table. */
export function slot(place: HTMLElement): Slot {
  let last: string | null = null;
  return {
    place,
    fill(shown, make) {
      const now = JSON.stringify(shown);
      if (now === last) return;
      last = now;
      const at = focusedCell(place);
      const seen = Math.max(lastSeenRow(place), (at?.[0] ?? 0) + 1);
      const made = make().filter((node) => node !== null);
      place.replaceChildren(...made);
      place.hidden = made.length === 0;
      // A table that makes its rows late has those again that were looked at: nothing below them moves.
      for (const grid of place.querySelectorAll(grids))
        grid.dispatchEvent(new CustomEvent(rowsWanted, { detail: seen }));
      if (at !== null) focusCell(place, at);
    },
  };
}

const grids = 'vscode-data-grid';
const rows = 'vscode-data-grid-row';
const cells = 'vscode-data-grid-cell';

function focusedCell(place: HTMLElement): readonly [number, number] | null {
  const cell = document.activeElement?.closest(cells);
  const row = cell?.closest(rows);
  if (cell == null || row == null || !place.contains(row)) return null;
  return [[...place.querySelectorAll(rows)].indexOf(row), [...row.querySelectorAll(cells)].indexOf(cell)];
}

/** How many rows there are down to the lower edge of the window. */
function lastSeenRow(place: HTMLElement): number {
  const all = place.querySelectorAll(rows);
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.getBoundingClientRect().top ?? Infinity) < window.innerHeight) low = middle + 1;
    else high = middle;
  }
  return low;
}

function focusCell(place: HTMLElement, [row, column]: readonly [number, number]): void {
  // The toolkit finishes its rows in the next frame.
  requestAnimationFrame(() => {
    place.querySelectorAll(rows)[row]?.querySelectorAll<HTMLElement>(cells)[column]?.focus();
  });
}
