import { formatCpuList } from '../../src/core/text/cpuList';
import { element } from '../shared/dom';
import { slot } from '../shared/slot';
import { commandButtons } from './commandButtons';
import type { CommandRoom } from './commands';
import { onlyVm } from './places';
import { selectedVms } from './selection';
import { isLocked, shownScene, type PageState } from './state';

export interface Shows {
  readonly place: HTMLElement;
  readonly show: (state: PageState) => void;
}

/** What is selected, in words, with what can be done with selected PUs; without a selection, how to begin. */
export function createSelectionBar(room: CommandRoom): Shows {
  const bar = slot(element('div', { class: 'selection-bar' }));
  return {
    place: bar.place,
    show(state) {
      const { selection } = state;
      const owners = selection.kind === 'pus' ? shownScene(state)?.vms.map(({ name }) => name) : [];
      bar.fill([selection, owners, isLocked(state), state.version], () => [
        element('span', { class: 'selected-words' }, ...words(room, state)),
        selection.kind === 'pus' && !isLocked(state) ? commandButtons(room) : null,
      ]);
    },
  };
}

function words({ page: { say } }: CommandRoom, state: PageState): readonly (Node | string)[] {
  const { selection, index } = state;
  if (isLocked(state) || index === null) return [''];
  if (selection.kind === 'none') return [element('span', { class: 'faint' }, say('hint'))];
  if (selection.kind === 'pus')
    return [
      element('strong', {}, selection.pus.length === 1 ? say('onePu') : say('somePus', selection.pus.length)),
      ` ${formatCpuList([...selection.pus].sort((a, b) => a - b))}`,
    ];
  const vm = onlyVm(index, selection);
  if (vm === null) return [element('strong', {}, say('severalVms', selectedVms(selection).length))];
  return [element('strong', {}, vm.name), ` ${vm.facts}`];
}
