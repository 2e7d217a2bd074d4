import { element } from '../shared/dom';
import type { Command } from './commands';
import type { Point } from './geometry';
import type { Page } from './page';
import { ofVms, selectedVms, withVmToggled } from './selection';
import { shownScene, type PageState } from './state';
import { signOf } from './signs';
import { pictureTheme } from '../shared/theme';
import { vmChip } from '../shared/vmChip';

export interface VmListRoom {
  readonly page: Page;
  readonly menu: () => readonly Command[];
  readonly openMenu: (commands: readonly Command[], at: Point) => void;
  readonly rename: (vm: string) => void;
}

export interface VmList {
  readonly place: HTMLElement;
  readonly show: (state: PageState) => void;
}

/** The VMs of the shown host as a list of its own: what the picture says with colours, in words. */
export function createVmList(room: VmListRoom): VmList {
  const { page } = room;
  const place = element('div', {
    class: 'vms',
    role: 'listbox',
    tabindex: '0',
    'aria-multiselectable': 'true',
  });
  let shown: unknown = null;
  /** VM on which the keyboard stands. */
  let at = 0;
  const names = (): readonly string[] =>
    [...place.children].map((line) => line.getAttribute('data-vm') ?? '');
  const mark = (): void => {
    const selected = selectedVms(page.state().selection);
    [...place.children].forEach((line, i) => {
      line.setAttribute('aria-selected', String(selected.includes(line.getAttribute('data-vm') ?? '')));
      line.classList.toggle('current', i === at);
    });
    const id = place.children[at]?.id;
    if (id === undefined) place.removeAttribute('aria-activedescendant');
    else place.setAttribute('aria-activedescendant', id);
  };
  const choose = (next: number, isMore: boolean): void => {
    at = Math.max(0, Math.min(next, place.children.length - 1));
    const name = names()[at];
    if (name === undefined) return;
    const { selection } = page.state();
    page.change({ selection: isMore ? withVmToggled(selection, name) : ofVms([name]) });
    place.children[at]?.scrollIntoView({ block: 'nearest' });
  };
  place.addEventListener('click', (event) => {
    const line = lineOf(event);
    if (line !== null)
      choose([...place.children].indexOf(line), event.ctrlKey || event.metaKey || event.shiftKey);
  });
  place.addEventListener('dblclick', (event) => {
    const name = lineOf(event)?.getAttribute('data-vm');
    if (name != null) room.rename(name);
  });
  place.addEventListener('contextmenu', (event) => {
    event.preventDefault();
    const line = lineOf(event);
    if (event.button !== 2 || line === null) return;
    const at = [...place.children].indexOf(line);
    if (line.getAttribute('aria-selected') !== 'true') choose(at, false);
    room.openMenu(room.menu(), { x: event.clientX, y: event.clientY });
  });
  place.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) choose(at + step, event.shiftKey);
    else if (event.key === 'Home' || event.key === 'End') choose(event.key === 'Home' ? 0 : Infinity, false);
    else if (event.key === ' ') choose(at, true);
    else if (!keyCommand(room, event, place.children[at])) return;
    event.preventDefault();
  });
  return {
    place,
    show(state) {
      const scene = shownScene(state);
      const now = [scene, state.view?.findings, pictureTheme()];
      if (!(Array.isArray(shown) && shown.every((one, i) => one === now[i]))) {
        shown = now;
        place.setAttribute('aria-label', page.say('vms'));
        place.replaceChildren(...linesOf(state, page));
        place.hidden = place.children.length === 0;
      }
      const [first] = selectedVms(state.selection);
      const there = first === undefined ? -1 : names().indexOf(first);
      if (there !== -1 && !selectedVms(state.selection).includes(names()[at] ?? '')) at = there;
      mark();
    },
  };
}

function lineOf(event: Event): Element | null {
  return event.target instanceof Element ? event.target.closest('[data-vm]') : null;
}

/** The keys of the picture hold here too, as far as they are about VMs. */
function keyCommand(room: VmListRoom, { key, shiftKey }: KeyboardEvent, line: Element | undefined): boolean {
  const wantsMenu = key === 'ContextMenu' || key === 'Enter' || (key === 'F10' && shiftKey);
  if (wantsMenu && line !== undefined) {
    const { left, bottom } = line.getBoundingClientRect();
    room.openMenu(room.menu(), { x: left + 24, y: bottom });
    return true;
  }
  const command = room.menu().find((one) => one.key === key && ['F2', 'Delete'].includes(key));
  command?.run();
  return command !== undefined;
}

function linesOf(state: PageState, page: Page): readonly HTMLElement[] {
  return (shownScene(state)?.vms ?? []).map((vm) => {
    // VMs of a preview have not been checked.
    const all = state.preview === null ? (state.view?.findings ?? []) : [];
    const findings = all.filter(({ vms }) => vms.includes(vm.index));
    return element(
      'div',
      { role: 'option', class: 'vm', id: `vm-${String(vm.index)}`, 'data-vm': vm.name },
      vmChip(vm.colour),
      element(
        'span',
        { class: 'vm-text' },
        element('span', { class: 'vm-name' }, vm.name),
        element('span', { class: 'vm-facts' }, vm.facts),
        vm.note === null
          ? null
          : element('span', { class: 'vm-note' }, `${page.say(vm.note.origin)}: ${vm.note.text}`),
      ),
      signOf(findings, page.say),
    );
  });
}
