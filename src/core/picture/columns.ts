import type { Rect } from './scene';

/** Space that is as high as what comes into it. */
export type Space = Omit<Rect, 'height'>;

/** Entries of one width in as many columns as there is room for, filled from left to right. */
export function inColumns(
  widths: readonly number[],
  space: Space,
  height: number,
  gap: number,
): readonly Rect[] {
  const width = Math.min(space.width, Math.max(0, ...widths));
  const count = Math.max(1, Math.floor((space.width + gap) / (width + gap)));
  return widths.map((_width, i) => ({
    x: space.x + (i % count) * (width + gap),
    y: space.y + Math.floor(i / count) * height,
    width,
    height,
  }));
}

/** The lower edge of the lowest. */
export function bottomOf(rects: readonly Rect[], otherwise: number): number {
  return rects.reduce((bottom, { y, height }) => Math.max(bottom, y + height), otherwise);
}
