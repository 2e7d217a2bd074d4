import type { Paint } from '../../../picture/paint';
import type { Surroundings } from '../../../picture/palette';
import type { SvgNode } from '../../../picture/svgNode';

/** What everything of a figure is drawn with. */
export interface Pen {
  readonly paint: Paint;
  readonly colours: Surroundings;
}

/** A part of a figure from its upper left corner, pixels. */
export interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly content: readonly SvgNode[];
}

/** Sizes of letters in pixels; they stay legible where a figure is printed over a column of 9 cm. */
export const LETTERS = { title: 15, text: 12, small: 11 } as const;
/** Around the whole figure, pixels. */
export const EDGE = 14;
/** From one line of text to the next, pixels. */
export const LINE = 16;
