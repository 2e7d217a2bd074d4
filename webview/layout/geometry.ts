import type { Rect } from '../../src/core/picture/scene';

/** Pixels of the scene at a zoom of 1. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export function holds(rect: Rect, { x, y }: Point): boolean {
  return x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height;
}

export function touch(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** The rectangle between two points, whichever lies where. */
export function bandOf(a: Point, b: Point): Rect {
  return {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  };
}

export function middleOf({ x, y, width, height }: Rect): Point {
  return { x: x + width / 2, y: y + height / 2 };
}

/** One path of all rectangles, each larger by `by` on every side: many marks cost one element. */
export function pathOf(rects: readonly Rect[], by = 0): string {
  return rects
    .map(({ x, y, width, height }) => {
      const [w, h] = [width + 2 * by, height + 2 * by];
      return `M${String(x - by)} ${String(y - by)}h${String(w)}v${String(h)}h${String(-w)}z`;
    })
    .join('');
}
