import { element, on } from '../shared/dom';
import { slot } from '../shared/slot';
import type { Page } from './page';
import type { Shows } from './selectionBar';
import { scenesOf } from './state';

/** A tab for each host of a layout over several; nothing for a layout of one. */
export function createTabs(page: Page): Shows {
  const tabs = slot(element('div', { class: 'tabs', role: 'tablist', hidden: '' }));
  tabs.place.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const hosts = scenesOf(page.state()).map(({ host }) => host);
    const next = (hosts.indexOf(page.state().host) + step + hosts.length) % hosts.length;
    page.change({ host: hosts[next] ?? null });
    tabs.place.querySelector<HTMLElement>('[aria-selected=true]')?.focus();
  });
  return {
    place: tabs.place,
    show(state) {
      const hosts = scenesOf(state).map(({ host }) => host);
      tabs.place.setAttribute('aria-label', page.say('hosts'));
      tabs.fill([hosts, state.host], () =>
        hosts.length < 2
          ? []
          : hosts.map((host) => {
              const isShown = host === state.host;
              const attributes = {
                role: 'tab',
                'aria-selected': String(isShown),
                'aria-controls': 'pane',
                tabindex: isShown ? '0' : '-1',
              };
              return on(element('button', attributes, host ?? ''), 'click', () => page.change({ host }));
            }),
      );
    },
  };
}
