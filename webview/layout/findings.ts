import type { PictureFinding } from '../../src/core/editing/view';
import { button } from '../shared/controls';
import { element, on } from '../shared/dom';
import { slot } from '../shared/slot';
import type { Page } from './page';
import { selectedVms } from './selection';
import type { Shows } from './selectionBar';
import { severitySign } from './signs';
import { isLocked, type PageState } from './state';

/** All findings of the layout; those that a badge has opened come first and are marked. */
export function createFindings(page: Page): Shows & { readonly focusOpened: () => void } {
  const list = slot(element('section', { class: 'findings' }));
  return {
    place: list.place,
    show(state) {
      const findings = state.view?.findings ?? [];
      const inForm = findings.map(({ vms }) => isShownInForm(state, vms));
      list.place.inert = isLocked(state);
      list.fill([findings, state.opened, inForm, state.version], () =>
        findings.length === 0
          ? []
          : [
              element('h2', {}, page.say('findingsTitle', findings.length)),
              ...findingItems(page, state, (_, at) => state.opened.includes(at)),
              ...findingItems(page, state, (_, at) => !state.opened.includes(at) && inForm[at] !== true),
            ],
      );
    },
    focusOpened() {
      const first = list.place.querySelector('.finding.opened');
      if (!(first instanceof HTMLElement)) return;
      first.scrollIntoView({ block: 'nearest' });
      first.focus();
    },
  };
}

/** The findings of the one selected VM stand in its form. */
function isShownInForm({ view, selection }: PageState, vms: readonly number[]): boolean {
  const [name, more] = selectedVms(selection);
  return more === undefined && vms.some((vm) => view?.vms[vm]?.name === name);
}

/** Those findings of the view that are wanted, each with its fixes and the way to its text. */
export function findingItems(
  page: Page,
  { view, opened }: PageState,
  isWanted: (finding: PictureFinding, at: number) => boolean,
): readonly HTMLElement[] {
  return (view?.findings ?? []).flatMap((finding, at) =>
    isWanted(finding, at) ? [findingItem(page, finding, at, opened.includes(at))] : [],
  );
}

function findingItem(page: Page, finding: PictureFinding, at: number, isOpened: boolean): HTMLElement {
  const { say, post } = page;
  const { severity, message, rule, link, path, fixes } = finding;
  const about = on(element('a', { href: link, class: 'rule' }, rule), 'click', () =>
    post({ type: 'openLink', link }),
  );
  about.addEventListener('click', (event) => event.preventDefault());
  return element(
    'div',
    {
      class: `finding ${severity}${isOpened ? ' opened' : ''}`,
      role: 'group',
      'aria-label': `${say(`severity_${severity}`, 1)} ${rule}`,
      tabindex: isOpened ? '-1' : null,
    },
    severitySign(severity, say),
    element(
      'div',
      { class: 'finding-text' },
      element('p', {}, message, ' ', about),
      element(
        'div',
        { class: 'commands' },
        ...fixes.map((title, fix) => button(title, () => page.fix(at, fix))),
        button(say('showInText'), () => post({ type: 'reveal', path })),
      ),
    ),
  );
}
