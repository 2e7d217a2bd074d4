import { button } from '../shared/controls';
import { element } from '../shared/dom';
import { slot } from '../shared/slot';
import type { Page } from './page';
import type { Shows } from './selectionBar';

/** Says that the text cannot be drawn as it is, where, and leads there. */
export function createStaleBanner(page: Page): Shows {
  const banner = slot(element('div', { class: 'banner stale', role: 'alert', hidden: '' }));
  return {
    place: banner.place,
    show({ stale, view }) {
      banner.fill(stale === null ? null : [stale, view === null], () => {
        if (stale === null) return [];
        const { message, line, column } = stale;
        return [
          element(
            'p',
            {},
            element('strong', {}, page.say(view === null ? 'staleNever' : 'staleTitle')),
            ` ${page.say('staleWhere', line, column, message)}`,
          ),
          button(page.say('openText'), () => page.post({ type: 'openText', line, column }), {
            appearance: 'primary',
          }),
        ];
      });
    },
  };
}
