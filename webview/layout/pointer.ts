import type { Badge } from './badges';
import { bandDrag, giveDrag, moveDrag, resizeDrag, type Drag, type Mode } from './drags';
import { holds, middleOf, type Point } from './geometry';
import type { Page } from './page';
import { handleOf, onlyVm, vmAt } from './places';
import type { SceneIndex } from './sceneIndex';
import {
  extendedBy,
  nothing,
  ofPus,
  ofVms,
  selectedPus,
  withToggled,
  withVmToggled,
  type Selection,
} from './selection';
import type { Stage } from './stage';
import { isLocked } from './state';

export interface PointerRoom {
  readonly page: Page;
  readonly stage: Stage;
  readonly badges: () => readonly Badge[];
  readonly openBadge: (badge: Badge) => void;
  readonly openMenu: (at: Point) => void;
  readonly rename: (vm: string) => void;
  /** Shows in words what lies under the pointer. */
  readonly describe: (point: Point | null) => void;
}

export interface Pointer {
  /** Lets go of what is held, without doing anything. True when something was. */
  readonly cancel: () => boolean;
}

/** Pixels of the window that a pressed pointer may move and still be a click. */
const STILL = 4;

interface Press {
  readonly index: SceneIndex | null;
  readonly at: Point;
  readonly from: Point;
  readonly mode: Mode;
  /** null until the pointer has moved. */
  readonly drag: Drag | null;
}

/** What the mouse does in the picture. Moves are looked at once a frame, however often they come. */
export function watchPointer(room: PointerRoom): Pointer {
  const { page, stage } = room;
  const { board } = stage;
  let press: Press | null = null;
  let last: PointerEvent | null = null;
  let frame = 0;

  const finish = (): void => {
    press?.drag?.end();
    press = null;
    delete board.dataset['held'];
  };
  /** What was pressed is gone once another picture is drawn. */
  const isOld = (): boolean => press !== null && press.index !== page.state().index;
  const look = (): void => {
    frame = 0;
    if (last === null) return;
    if (isOld()) finish();
    const point = stage.scenePoint(last);
    if (press?.drag != null) press.drag.hover(point, outside(stage, last, press.drag));
    else hover(room, point);
  };
  const begin = (event: PointerEvent): void => {
    if (press === null || press.drag !== null) return;
    if (Math.hypot(event.clientX - press.at.x, event.clientY - press.at.y) < STILL) return;
    const drag = dragFrom(room, press.from, press.mode);
    if (drag === null) return;
    press = { ...press, drag };
    board.dataset['held'] = '';
    stage.overlay.mark('hover', []);
  };

  board.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    board.focus({ preventScroll: true });
    if (event.pointerType !== 'touch') board.setPointerCapture(event.pointerId);
    press = {
      index: page.state().index,
      at: { x: event.clientX, y: event.clientY },
      from: stage.scenePoint(event),
      mode: modeOf(event),
      drag: null,
    };
  });
  board.addEventListener('pointermove', (event) => {
    last = event;
    if (event.pointerType !== 'touch') begin(event);
    if (press?.drag != null) scrollAtEdge(stage, event);
    if (frame === 0) frame = requestAnimationFrame(look);
  });
  board.addEventListener('pointerup', (event) => {
    if (isOld()) finish();
    if (press === null) return;
    const { drag, from, mode } = press;
    const point = stage.scenePoint(event);
    const over = drag === null ? null : outside(stage, event, drag);
    finish();
    if (drag === null) click(room, from, mode);
    else drag.drop(point, over);
  });
  board.addEventListener('pointercancel', finish);
  board.addEventListener('pointerleave', () => {
    last = null;
    stage.overlay.mark('hover', []);
    room.describe(null);
  });
  board.addEventListener('dblclick', (event) => {
    const { index } = page.state();
    const vm = index === null ? null : vmAt(index, stage.scenePoint(event));
    if (vm !== null) room.rename(vm.name);
  });
  board.addEventListener('contextmenu', (event) => {
    // From the keyboard it comes without a place: keys.ts has seen the key.
    event.preventDefault();
    if (event.button !== 2) return;
    selectFor(page, stage.scenePoint(event));
    room.openMenu({ x: event.clientX, y: event.clientY });
  });
  return {
    cancel() {
      const isHeld = press?.drag != null;
      finish();
      return isHeld;
    },
  };
}

function modeOf({ shiftKey, ctrlKey, metaKey }: PointerEvent): Mode {
  return shiftKey ? 'extend' : ctrlKey || metaKey ? 'toggle' : 'replace';
}

/** What is held when the pointer moves on after it was pressed here. */
function dragFrom({ page, stage }: PointerRoom, from: Point, mode: Mode): Drag | null {
  const { index, selection } = page.state();
  if (index === null) return null;
  const room = { page, index, overlay: stage.overlay };
  const pu = index.puAt(from);
  if (mode !== 'replace' || isLocked(page.state())) return bandDrag(room, from, mode);
  const vm = onlyVm(index, selection);
  if (vm !== null && isOnHandle(index, selection, from)) return resizeDrag(room, vm.name);
  if (pu !== null && selectedPus(selection).includes(pu.id)) return giveDrag(room);
  if (vm !== null && pu !== null && vm.pus.includes(pu.id)) return moveDrag(room, vm.name, pu.id);
  return bandDrag(room, from, mode);
}

function isOnHandle(index: SceneIndex, selection: Selection, point: Point): boolean {
  const handle = handleOf(index, onlyVm(index, selection));
  if (handle === null) return false;
  const { x, y } = middleOf(handle);
  return Math.abs(point.x - x) <= handle.width && Math.abs(point.y - y) <= handle.height;
}

/** The pointer outside of the pane, over something else: PUs are carried to the list of VMs there. */
function outside(stage: Stage, { clientX, clientY }: PointerEvent, drag: Drag | null): Element | null {
  if (drag === null) return null;
  const { left, top, right, bottom } = stage.place.getBoundingClientRect();
  const isInside = clientX >= left && clientX < right && clientY >= top && clientY < bottom;
  return isInside ? null : document.elementFromPoint(clientX, clientY);
}

function scrollAtEdge({ place }: Stage, { clientX, clientY }: PointerEvent): void {
  const { left, top, right, bottom } = place.getBoundingClientRect();
  const by = (at: number, low: number, high: number): number =>
    at < low + 16 ? -16 : at > high - 16 ? 16 : 0;
  if (clientX > right + 16 || clientY > bottom + 16) return;
  place.scrollBy(by(clientX, left, right), by(clientY, top, bottom));
}

/** A click on a badge opens it; on a VM's PU selects the VM, on a free PU that PU, on a box all in it. */
function click(room: PointerRoom, point: Point, mode: Mode): void {
  const { page } = room;
  const { index } = page.state();
  if (index === null) return;
  const badge = badgeAt(room, point);
  if (badge !== undefined) {
    room.openBadge(badge);
    return;
  }
  const pu = index.puAt(point);
  page.change({ selection: clicked(page, index, point, mode), ...(pu === null ? {} : { cursor: pu.id }) });
}

function clicked(page: Page, index: SceneIndex, point: Point, mode: Mode): Selection {
  const { selection } = page.state();
  const vm = vmAt(index, point);
  const pu = index.puAt(point);
  if (vm !== null && mode === 'replace') return ofVms([vm.name]);
  if (vm !== null && selection.kind === 'vms') return withVmToggled(selection, vm.name);
  const pus = pu === null ? (index.boxAt(point)?.pus ?? []) : [pu.id];
  if (pus.length === 0) return mode === 'replace' ? nothing : selection;
  if (mode === 'toggle') return withToggled(index, selection, pus);
  return mode === 'extend' ? extendedBy(index, selection, pus) : ofPus(index, pus);
}

/** The menu is about what lies under it: that is selected first, if it is not. */
function selectFor(page: Page, point: Point): void {
  const { index, selection } = page.state();
  if (index === null) return;
  const pu = index.puAt(point);
  const vm = vmAt(index, point);
  if (pu !== null && selectedPus(selection).includes(pu.id)) return;
  if (vm !== null && selection.kind === 'vms' && selection.names.includes(vm.name)) return;
  page.change({
    selection: clicked(page, index, point, 'replace'),
    ...(pu === null ? {} : { cursor: pu.id }),
  });
}

function badgeAt({ badges }: PointerRoom, point: Point): Badge | undefined {
  return [...badges()].reverse().find(({ rect }) => holds(rect, point));
}

/** Marks what a press would be about, and shows it by the shape of the pointer. */
function hover(room: PointerRoom, point: Point): void {
  const { page, stage } = room;
  const { index, selection } = page.state();
  if (index === null) return;
  const pu = index.puAt(point);
  const badge = badgeAt(room, point);
  const target = badge ?? pu ?? index.boxAt(point);
  stage.overlay.mark('hover', target === null ? [] : [target.rect], 1);
  stage.board.dataset['over'] = badge !== undefined ? 'button' : overOf(index, selection, point);
  room.describe(point);
}

function overOf(index: SceneIndex, selection: Selection, point: Point): string {
  if (isOnHandle(index, selection, point)) return 'handle';
  const pu = index.puAt(point)?.id ?? -1;
  const isHeld = selectedPus(selection).includes(pu) || onlyVm(index, selection)?.pus.includes(pu) === true;
  return isHeld ? 'grab' : 'free';
}
