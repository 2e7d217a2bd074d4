import type { PictureTheme } from '../../src/core/picture/palette';
import type { Scene } from '../../src/core/picture/scene';
import { element } from '../shared/dom';
import { drawing, drawnHeight } from './drawing';
import type { Point } from './geometry';
import { createOverlay, type Overlay } from './overlay';

/** The scrolled pane with the drawing, what lies over it, and the one element in it that has the keyboard. */
export interface Stage {
  readonly place: HTMLElement;
  readonly overlay: Overlay;
  /** Takes pointers and keys. Its one child says to readers of the screen where the keyboard stands. */
  readonly board: HTMLElement;
  readonly draw: (scene: Scene, theme: PictureTheme) => void;
  /** Sets the zoom, null to fit, and keeps what lies at a point of the window, or in the middle of the pane, in place. */
  readonly zoomTo: (zoom: number | null, at?: Point) => void;
  /** The zoom in use. */
  readonly zoom: () => number;
  /** Of a point of the window. */
  readonly scenePoint: (at: Point) => Point;
  /** Scrolls to where one was, as soon as something is drawn. */
  readonly scrollTo: (at: Point) => void;
  /** Scrolls so that a point of the scene can be seen. */
  readonly reveal: (at: Point) => void;
}

export const LEAST_ZOOM = 0.1;
export const MOST_ZOOM = 6;
/** A fitted picture is not drawn larger than this. */
const MOST_FIT = 1.25;
/** A fitted picture is not drawn so small that VMs cannot be told apart; it scrolls then. */
const LEAST_FIT = 0.3;
/** Pixels between the picture and the edge of its pane, on both sides together. */
const MARGIN = 32;

export function createStage(): Stage {
  const overlay = createOverlay();
  const sheet = element('div', { class: 'sheet', 'aria-hidden': 'true' });
  const board = element('div', { class: 'board', tabindex: '0' });
  const canvas = element('div', { class: 'canvas' }, sheet, overlay.place, board);
  const place = element('div', { class: 'pane' }, canvas);
  let scene: Scene | null = null;
  let theme: PictureTheme | null = null;
  let wanted: number | null = null;
  let zoom = 1;
  let scroll: Point | null = null;

  const size = (): void => {
    if (scene === null) return;
    const [width, height] = [scene.width * zoom, drawnHeight(scene) * zoom];
    const svg = sheet.firstElementChild;
    svg?.setAttribute('width', String(width));
    svg?.setAttribute('height', String(height));
    overlay.size(scene.width, drawnHeight(scene), zoom);
    canvas.style.width = `${String(width)}px`;
    canvas.style.height = `${String(height)}px`;
  };
  const fitted = (): number => {
    if (scene === null || place.clientWidth === 0) return 1;
    const across = (place.clientWidth - MARGIN) / scene.width;
    const down = (place.clientHeight - MARGIN) / drawnHeight(scene);
    return Math.min(MOST_FIT, Math.max(LEAST_FIT, Math.min(across, Math.max(down, 0.8))));
  };
  const scenePoint = ({ x, y }: Point): Point => {
    const box = canvas.getBoundingClientRect();
    return { x: (x - box.left) / zoom, y: (y - box.top) / zoom };
  };
  const zoomTo = (next: number | null, at?: Point): void => {
    wanted = next;
    const pane = place.getBoundingClientRect();
    const fixed = at ?? { x: pane.left + place.clientWidth / 2, y: pane.top + place.clientHeight / 2 };
    const before = scenePoint(fixed);
    const value = next === null ? fitted() : Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, next));
    if (value === zoom) return;
    zoom = value;
    size();
    const after = scenePoint(fixed);
    place.scrollBy((before.x - after.x) * zoom, (before.y - after.y) * zoom);
  };
  new ResizeObserver(() => {
    if (wanted === null) zoomTo(null);
  }).observe(place);

  return {
    place,
    overlay,
    board,
    draw(next, nextTheme) {
      if (next === scene && nextTheme === theme) return;
      [scene, theme] = [next, nextTheme];
      // Sizes are asked for before there is anything new: the browser lays a drawing out once, when it paints it.
      if (wanted === null) zoom = fitted();
      sheet.replaceChildren(drawing(next, nextTheme));
      size();
      if (scroll !== null) place.scrollTo(scroll.x, scroll.y);
      scroll = null;
    },
    zoomTo,
    zoom: () => zoom,
    scrollTo: (at) => {
      scroll = at;
    },
    scenePoint,
    reveal({ x, y }) {
      const margin = 40;
      const box = canvas.getBoundingClientRect();
      const pane = place.getBoundingClientRect();
      const [left, top] = [box.left - pane.left + x * zoom, box.top - pane.top + y * zoom];
      const by = (value: number, room: number): number =>
        value < margin ? value - margin : Math.max(0, value - room + margin);
      place.scrollBy(by(left, place.clientWidth), by(top, place.clientHeight));
    },
  };
}
