import { button } from '../shared/controls';
import { element } from '../shared/dom';
import { rowsWanted } from '../shared/slot';
import type { Say } from '../shared/words';

/** Rows that a table has at first, and that each asking for more adds. */
const [FIRST, STEP] = [24, 200];

/** Said by a table when it has got rows. */
export const rowsMade = 'rowsmade';

/**
 * Makes the first rows of a table, and the others when they are asked for or the keyboard comes to the last one: a thousand
 * of the toolkit's take seconds. They do not come by scrolling, since other sections lie below. Returns what stands below
 * the table while there are more.
 */
export function lateRows(grid: HTMLElement, rows: readonly (() => HTMLElement)[], say: Say): HTMLElement {
  let made = 0;
  const count = element('span', { class: 'footnote' });
  const foot = element(
    'p',
    { class: 'more-rows' },
    count,
    button(say('moreRows'), () => makeTo(made + STEP)),
    button(say('allRows'), () => makeTo(rows.length)),
  );
  const makeTo = (wanted: number): void => {
    if (wanted <= made) return;
    grid.append(...rows.slice(made, wanted).map((make) => make()));
    made = Math.min(rows.length, wanted);
    count.textContent = say('rowsOf', made, rows.length);
    foot.hidden = made === rows.length;
    grid.dispatchEvent(new CustomEvent(rowsMade, { bubbles: true }));
  };
  makeTo(FIRST);
  grid.setAttribute('aria-rowcount', String(rows.length + 1));
  grid.addEventListener('focusin', ({ target }) => {
    const row = target instanceof Element ? target.closest('vscode-data-grid-row') : null;
    if (row !== null && row === grid.lastElementChild) makeTo(made + STEP);
  });
  grid.addEventListener(rowsWanted, (event) => makeTo((event as CustomEvent<number>).detail));
  return foot;
}
