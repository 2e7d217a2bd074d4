import { button } from '../shared/controls';
import { element } from '../shared/dom';
import type { Page, Told } from './page';

export interface StatusLine {
  readonly place: HTMLElement;
  readonly tell: (told: Told, isWaiting: boolean, page: Page) => void;
  /** What lies under the pointer; not read aloud. */
  readonly describe: (text: string) => void;
}

/** The line below everything: outcomes are read aloud as they come, and what was refused offers its way out. */
export function createStatusLine(): StatusLine {
  const text = element('span', { class: 'told', role: 'status', 'aria-live': 'polite' });
  const first = element('span', {});
  const under = element('span', { class: 'under', 'aria-hidden': 'true' });
  const place = element('footer', { class: 'status' }, text, first, under);
  return {
    place,
    tell(told, isWaiting, page) {
      place.classList.toggle('waiting', isWaiting);
      place.classList.toggle('problem', told.isProblem);
      text.textContent = told.text;
      first.replaceChildren(...firstButton(told, page));
    },
    describe(words) {
      if (under.textContent !== words) under.textContent = words;
    },
  };
}

function firstButton({ first }: Told, page: Page): readonly HTMLElement[] {
  if (first === null) return [];
  return [button(first.title, () => page.act(first.action), { appearance: 'primary' })];
}
