import type { Link, Mark } from '../../../src/core/analysis/figures/figure';
import type { PictureTheme } from '../../../src/core/picture/palette';
import type { Theme } from '../../shared/theme';
import type { Span } from '../zoom';

/** What is drawn at a moment, and in what colours. */
export interface Scene<C> {
  readonly chart: C;
  readonly theme: Theme;
  readonly palette: PictureTheme;
  /** The word behind the marks where no real machine took the times; empty for measured ones. */
  readonly watermark: string;
  readonly selected: Link | null;
  /** Part of the x axis; null for all of it. Bars have none. */
  readonly span: Span | null;
}

/** A chart that is updated in place: what a person looks at does not jump. */
export interface DrawnChart<C> {
  readonly update: (scene: Scene<C>) => void;
  /** All marks, in the order in which arrow keys go through them. */
  readonly marks: () => readonly Mark[];
  /** Points at a mark, as the pointer does; null at none. */
  readonly point: (at: number | null) => void;
  /** The value of x at a place on the canvas, pixels. */
  readonly xAt: (pixels: number) => number | null;
  readonly destroy: () => void;
}

/** What is done with a mark that was clicked. */
export type Lead = (link: Link) => void;
