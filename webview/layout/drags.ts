import type { Point } from './geometry';
import { bandOf } from './geometry';
import type { Overlay } from './overlay';
import type { Page } from './page';
import { rectsOfPus, vmAt, vmNamed } from './places';
import type { SceneIndex } from './sceneIndex';
import { extendedBy, ofPus, selectedPus, withToggled } from './selection';
import { moved, resized, type Shape } from './shapes';

/**
 * Something that is held, by the pointer or by keys: it shows what would be while it is over a point, and is asked for
 * when it is let go. `over` is an element of the window outside of the picture, where there is one under the pointer.
 */
export interface Drag {
  readonly hover: (point: Point, over: Element | null) => void;
  readonly drop: (point: Point, over: Element | null) => void;
  /** Takes away what it shows. */
  readonly end: () => void;
}

/** What modifier keys make of a choice: in place of what is selected, added to it, or turned over in it. */
export type Mode = 'replace' | 'extend' | 'toggle';

export interface DragRoom {
  readonly page: Page;
  readonly overlay: Overlay;
  readonly index: SceneIndex;
}

/** Selects the PUs that a rubber band touches. */
export function bandDrag({ page, overlay, index }: DragRoom, from: Point, mode: Mode): Drag {
  const before = page.state().selection;
  const choose = (point: Point) => {
    const pus = index.pusIn(bandOf(from, point));
    if (mode === 'extend') return extendedBy(index, before, pus);
    return mode === 'toggle' ? withToggled(index, before, pus) : ofPus(index, pus);
  };
  return {
    hover(point) {
      overlay.mark('band', [bandOf(from, point)]);
      overlay.mark('selected', rectsOfPus(index, selectedPus(choose(point))), 1);
    },
    drop(point) {
      const pu = index.puAt(point);
      page.change({ selection: choose(point), ...(pu === null ? {} : { cursor: pu.id }) });
    },
    end: () => overlay.mark('band', []),
  };
}

/** Moves a VM that is held at one of its PUs. */
export function moveDrag(room: DragRoom, name: string, held: number): Drag {
  return shapeDrag(room, name, (pus, to) => moved(room.index, pus, held, to));
}

/** Makes a VM larger or smaller at its last PU. */
export function resizeDrag(room: DragRoom, name: string): Drag {
  return shapeDrag(room, name, (pus, to) => resized(room.index, pus, to));
}

function shapeDrag(
  { page, overlay, index }: DragRoom,
  name: string,
  shape: (pus: readonly number[], to: number) => Shape | null,
): Drag {
  const pus = vmNamed(index, name)?.pus ?? [];
  const shapeAt = (point: Point): Shape | null => {
    const to = index.puAt(point);
    return to === null ? null : shape(pus, to.id);
  };
  return {
    hover(point) {
      const next = shapeAt(point);
      overlay.mark('drop', rectsOfPus(index, next?.pus ?? []), 1);
      overlay.mark('taken', rectsOfPus(index, next?.taken ?? []), -2);
      page.suppose(next === null ? null : { kind: 'setPus', vm: name, pus: next.pus });
    },
    drop(point) {
      const next = shapeAt(point);
      if (next !== null && next.pus.join() !== pus.join())
        page.act({ kind: 'setPus', vm: name, pus: next.pus });
    },
    end() {
      overlay.mark('drop', []);
      overlay.mark('taken', []);
      page.suppose(null);
    },
  };
}

/** Carries the selected PUs to a VM: to one of its PUs, or to its line in the list. */
export function giveDrag({ page, overlay, index }: DragRoom): Drag {
  const pus = selectedPus(page.state().selection);
  let marked: Element | null = null;
  const markLine = (line: Element | null): void => {
    marked?.classList.remove('drop');
    marked = line;
    marked?.classList.add('drop');
  };
  const lineOf = (over: Element | null): Element | null => over?.closest('[data-vm]') ?? null;
  return {
    hover(point, over) {
      markLine(lineOf(over));
      const vm = over === null ? vmAt(index, point) : null;
      overlay.mark('drop', rectsOfPus(index, vm?.pus ?? []), 1);
      page.suppose(vm == null ? null : { kind: 'give', vm: vm.name, pus });
    },
    drop(point, over) {
      const vm = over === null ? vmAt(index, point)?.name : lineOf(over)?.getAttribute('data-vm');
      if (vm !== undefined && vm !== null) page.act({ kind: 'give', vm, pus });
    },
    end() {
      markLine(null);
      overlay.mark('drop', []);
      page.suppose(null);
    },
  };
}
