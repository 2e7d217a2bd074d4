import { element, on } from '../shared/dom';
import type { Command } from './commands';
import type { Point } from './geometry';

let open: { readonly close: () => void } | null = null;

/**
 * A menu at a point of the window. Arrows, Home and End walk in it, Enter and Space choose, Escape and Tab leave. The
 * keyboard goes back to where it was.
 */
export function openMenu(commands: readonly Command[], at: Point, label: string): void {
  open?.close();
  if (commands.length === 0) return;
  const before = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  const close = (): void => {
    open = null;
    menu.remove();
    document.removeEventListener('pointerdown', outside, true);
    if (menu.contains(document.activeElement) || document.activeElement === document.body) before?.focus();
  };
  const run = (command: Command): void => {
    const had = menu.contains(document.activeElement);
    close();
    if (had) before?.focus();
    if (command.items === undefined) command.run();
    else openMenu(command.items, at, command.title);
  };
  const menu = element(
    'div',
    { class: 'menu', role: 'menu', 'aria-label': label },
    ...commands.map((command) => item(command, () => run(command))),
  );
  const outside = (event: Event): void => {
    if (event.target instanceof Node && !menu.contains(event.target)) close();
  };
  menu.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape' || event.key === 'Tab') {
      close();
      before?.focus();
    } else if (step !== undefined) walk(menu, step);
    else if (event.key === 'Home' || event.key === 'End') focusItem(menu, event.key === 'Home' ? 0 : -1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  document.addEventListener('pointerdown', outside, true);
  document.body.append(menu);
  place(menu, at);
  focusItem(menu, 0);
  open = { close };
}

function item(command: Command, run: () => void): HTMLElement {
  const made = element(
    'button',
    { role: 'menuitem', tabindex: '-1', 'aria-haspopup': command.items === undefined ? null : 'menu' },
    element('span', {}, command.items === undefined ? command.title : `${command.title}…`),
    command.key === null ? null : element('kbd', { 'aria-hidden': 'true' }, command.key),
  );
  made.addEventListener('pointermove', () => {
    made.focus();
  });
  return on(made, 'click', run);
}

function walk(menu: HTMLElement, by: number): void {
  const items = [...menu.children];
  const at = document.activeElement === null ? -1 : items.indexOf(document.activeElement);
  focusItem(menu, (at + by + items.length) % items.length);
}

function focusItem(menu: HTMLElement, at: number): void {
  const chosen = [...menu.children].at(at);
  if (chosen instanceof HTMLElement) chosen.focus();
}

/** Within the window, wherever it was asked for. */
function place(menu: HTMLElement, { x, y }: Point): void {
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = `${String(Math.max(0, Math.min(x, window.innerWidth - width - 4)))}px`;
  menu.style.top = `${String(Math.max(0, Math.min(y, window.innerHeight - height - 4)))}px`;
}
