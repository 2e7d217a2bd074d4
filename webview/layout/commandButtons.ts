import { button } from '../shared/controls';
import { element } from '../shared/dom';
import { commandsOf, type Command, type CommandRoom } from './commands';
import { openMenu } from './menu';

/** What can be done with the selection, as buttons; a choice among several opens below its button. */
export function commandButtons(room: CommandRoom): HTMLElement {
  const commands = commandsOf(room);
  const state = room.page.state();
  return element(
    'div',
    { class: 'commands' },
    ...commands.map((command, at) => commandButton(command, at === 0 && state.selection.kind === 'pus')),
  );
}

function commandButton(command: Command, isFirst: boolean): HTMLElement {
  const { title, items, run, key } = command;
  const made = button(
    items === undefined ? title : `${title}…`,
    () => {
      if (items === undefined) run();
      else openMenu(items, below(made), title);
    },
    {
      appearance: isFirst ? 'primary' : 'secondary',
      title: key === null ? null : `${title} (${key})`,
      'aria-haspopup': items === undefined ? null : 'menu',
    },
  );
  return made;
}

function below(made: HTMLElement): { readonly x: number; readonly y: number } {
  const { left, bottom } = made.getBoundingClientRect();
  return { x: left, y: bottom + 2 };
}
