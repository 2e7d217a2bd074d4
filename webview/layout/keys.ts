import { commandsOf, menuCommands, type Command, type CommandRoom } from './commands';
import { moveDrag, resizeDrag, type Drag } from './drags';
import { middleOf, type Point } from './geometry';
import type { Page } from './page';
import { onlyVm, vmAt } from './places';
import type { Pointer } from './pointer';
import { extendedBy, nothing, ofVms, withToggled } from './selection';
import type { Stage } from './stage';
import { isLocked } from './state';
import { leapFrom, stepFrom, type Direction } from './walk';

export interface KeyRoom {
  readonly page: Page;
  readonly stage: Stage;
  readonly pointer: Pointer;
  readonly commands: CommandRoom;
  readonly openMenu: (commands: readonly Command[], at: Point) => void;
  readonly openFindingsAt: (point: Point) => void;
  readonly help: () => void;
  readonly zoomBy: (factor: number | null) => void;
}

export interface Keys {
  /** Holds the selected VM: arrows carry it, Enter lets it go, Escape leaves it where it was. */
  readonly hold: (what: 'move' | 'resize') => void;
}

const arrows: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** What keys do while the picture has the keyboard. Undo and redo are left to the editor. */
export function watchKeys(room: KeyRoom): Keys {
  const { page, stage, pointer } = room;
  let held: Drag | null = null;
  /** The picture in which it was taken: in another one it is let go. */
  let heldIn: unknown = null;
  const letGo = (isDropped: boolean): void => {
    const drag = held;
    held = null;
    drag?.end();
    if (isDropped && heldIn === page.state().index) drag?.drop(cursorPoint(page), null);
    page.change({});
  };
  const hold = (what: 'move' | 'resize'): void => {
    held = heldVm(page, stage, what);
    heldIn = page.state().index;
    held?.hover(cursorPoint(page), null);
    if (held !== null) page.tell({ text: page.say(`held_${what}`), isProblem: false, first: null });
  };
  stage.board.addEventListener('keydown', (event) => {
    if (event.altKey) return;
    // Whoever uses keys sees where they are.
    stage.board.dataset['keys'] = '';
    if (held !== null && [' ', 'Enter', 'Escape'].includes(event.key)) letGo(event.key !== 'Escape');
    else if (event.key === 'Escape' && pointer.cancel()) page.change({});
    else if (arrows[event.key] !== undefined) {
      go(room, arrows[event.key] ?? 'right', event);
      held?.hover(cursorPoint(page), null);
    } else if (!others(room, event, hold)) return;
    event.preventDefault();
  });
  stage.board.addEventListener('pointerdown', () => delete stage.board.dataset['keys']);
  stage.board.addEventListener('focus', () => {
    if (stage.board.matches(':focus-visible')) stage.board.dataset['keys'] = '';
  });
  return { hold };
}

function heldVm(page: Page, stage: Stage, what: 'move' | 'resize'): Drag | null {
  const { index, selection } = page.state();
  const vm = index === null ? null : onlyVm(index, selection);
  if (index === null || vm === null || isLocked(page.state())) return null;
  const room = { page, index, overlay: stage.overlay };
  const at = (what === 'move' ? vm.pus[0] : vm.pus.at(-1)) ?? -1;
  page.change({ cursor: at });
  return what === 'move' ? moveDrag(room, vm.name, at) : resizeDrag(room, vm.name);
}

function cursorPoint(page: Page): Point {
  const { index, cursor } = page.state();
  const pu = index?.pu(cursor ?? -1);
  return pu === undefined ? { x: -1, y: -1 } : middleOf(pu.rect);
}

/** With Ctrl to the next node; with Shift the PUs between are selected. */
function go(
  { page, stage }: KeyRoom,
  direction: Direction,
  { shiftKey, ctrlKey, metaKey }: KeyboardEvent,
): void {
  const { index, cursor, selection } = page.state();
  const from = index?.pu(cursor ?? -1);
  if (index === null || from === undefined) return;
  const to = (ctrlKey || metaKey ? leapFrom : stepFrom)(index.scene, from, direction);
  page.change({
    cursor: to.id,
    ...(shiftKey ? { selection: extendedBy(index, selection, [from.id, to.id]) } : {}),
  });
  stage.reveal(middleOf(to.rect));
}

/** True when the key meant something. */
function others(room: KeyRoom, event: KeyboardEvent, hold: Keys['hold']): boolean {
  const { page } = room;
  const { key } = event;
  if (event.ctrlKey || event.metaKey) return false;
  if (key === ' ') return toggle(page);
  if (key === 'Enter') return enter(room);
  if (key === 'Home' || key === 'End') return toEnd(room, key === 'Home' ? 0 : -1);
  if (key === 'ContextMenu' || (key === 'F10' && event.shiftKey)) return menu(room);
  const letter = key.length === 1 ? key.toUpperCase() : key;
  if (letter === 'V') return selectVmHere(page);
  if (letter === 'F') return did(() => room.openFindingsAt(cursorPoint(page)));
  if (letter === 'M' || letter === 'R') return did(() => hold(letter === 'M' ? 'move' : 'resize'));
  if (letter === '?') return did(room.help);
  if (letter === '+' || letter === '=') return did(() => room.zoomBy(1.25));
  if (letter === '-') return did(() => room.zoomBy(0.8));
  if (letter === '0') return did(() => room.zoomBy(null));
  const command = menuCommands(room.commands).find((one) => one.key === letter);
  if (command === undefined) return letter === 'Escape' && did(() => page.change({ selection: nothing }));
  choose(room, command);
  return true;
}

function did(act: () => void): true {
  act();
  return true;
}

function choose(room: KeyRoom, command: Command): void {
  if (command.items === undefined) command.run();
  else room.openMenu(command.items, windowPoint(room));
}

function toggle(page: Page): boolean {
  const { index, cursor, selection } = page.state();
  if (index !== null && cursor !== null) page.change({ selection: withToggled(index, selection, [cursor]) });
  return true;
}

/** A VM of the selection; with nothing selected the VM under the keyboard, and a menu for it the second time. */
function enter(room: KeyRoom): boolean {
  const { page } = room;
  const { selection } = page.state();
  if (selection.kind === 'none') return selectVmHere(page);
  if (selection.kind === 'vms') return menu(room);
  const [command] = commandsOf(room.commands);
  command?.run();
  return true;
}

function selectVmHere(page: Page): true {
  const { index } = page.state();
  const vm = index === null ? null : vmAt(index, cursorPoint(page));
  if (vm !== null) page.change({ selection: ofVms([vm.name]) });
  return true;
}

function toEnd({ page, stage }: KeyRoom, at: 0 | -1): true {
  const pu = page.state().index?.scene.pus.at(at);
  if (pu !== undefined) {
    page.change({ cursor: pu.id });
    stage.reveal(middleOf(pu.rect));
  }
  return true;
}

function menu(room: KeyRoom): true {
  room.openMenu(menuCommands(room.commands), windowPoint(room));
  return true;
}

function windowPoint({ page, stage }: KeyRoom): Point {
  const box = stage.board.getBoundingClientRect();
  const { x, y } = cursorPoint(page);
  return { x: box.left + x * stage.zoom(), y: box.top + y * stage.zoom() };
}
