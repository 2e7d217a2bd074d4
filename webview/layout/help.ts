import { button } from '../shared/controls';
import { element } from '../shared/dom';
import type { Say } from '../shared/words';

const keys = [
  ['←↑→↓', 'help_arrows'],
  ['Ctrl+←↑→↓', 'help_leap'],
  ['Space', 'help_space'],
  ['Shift+←↑→↓', 'help_extend'],
  ['C N P L', 'help_boxes'],
  ['A', 'selectFree'],
  ['Enter', 'help_enter'],
  ['G', 'giveTo'],
  ['V', 'help_vm'],
  ['M', 'move'],
  ['R', 'resize'],
  ['S', 'selectPus'],
  ['F2', 'rename'],
  ['Delete', 'help_delete'],
  ['F', 'help_findings'],
  ['Shift+F10', 'help_menu'],
  ['Escape', 'help_escape'],
  ['+ − 0', 'zoom'],
] as const;
const mouse = [
  'help_drag',
  'help_box',
  'help_move',
  'help_handle',
  'help_give',
  'help_double',
  'help_wheel',
] as const;

/** What mouse and keys do in the picture, as a dialog. */
export function openHelp(say: Say): void {
  const rows = keys.map(([key, word]) =>
    element('tr', {}, element('th', { scope: 'row' }, element('kbd', {}, key)), element('td', {}, say(word))),
  );
  const close = button(say('close'), () => dialog.close());
  const dialog = element(
    'dialog',
    { 'aria-label': say('helpTitle') },
    element('h2', {}, say('helpMouse')),
    element('ul', {}, ...mouse.map((word) => element('li', {}, say(word)))),
    element('h2', {}, say('helpKeys')),
    element('table', {}, element('tbody', {}, ...rows)),
    close,
  ) as HTMLDialogElement;
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
