import { element } from '../shared/dom';
import { slot } from '../shared/slot';
import type { Page } from './page';
import type { Shows } from './selectionBar';

/** What was measured, rehearsed or predicted for the layout as a whole; what is known of a VM stands at the VM. */
export function createNotes(page: Page): Shows {
  const notes = slot(element('div', { class: 'notes' }));
  return {
    place: notes.place,
    show({ view }) {
      const all = view?.notes ?? [];
      notes.fill(all, () =>
        all.map(({ origin, text }) =>
          element('p', { class: 'note' }, element('strong', {}, page.say(origin)), ` ${text}`),
        ),
      );
    },
  };
}
