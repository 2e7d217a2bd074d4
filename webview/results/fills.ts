import type { Series } from '../../src/core/analysis/figures/figure';
import { colourOf, type Pattern, type PictureTheme } from '../../src/core/picture/palette';
import type { Theme } from '../shared/theme';

/** How a series is painted. */
export interface Fill {
  readonly backgroundColor: string | CanvasPattern;
  readonly borderColor: string;
  readonly borderWidth: number;
}

/** In high contrast every series has a pattern of its own, and the first is solid. */
const patterns: readonly (Pattern | null)[] = [null, 'stripes', 'dots', 'grid', 'backStripes', 'lines'];

/** What tells a series from others: its colour, and where several have the same one the number of its pattern. */
type Look = Pick<Series, 'colour' | 'pattern'>;

/**
 * How far along in a list of six the series of one colour stand, by the number of their pattern: all six differ, and the
 * first two differ from the first two of neighbouring colours.
 */
const steps = [0, 3, 1, 4, 2, 5] as const;

function placeOf({ colour, pattern = 0 }: Look): number {
  return (colour + (steps[pattern % steps.length] ?? 0)) % steps.length;
}

/** Colours of the pictures; in high contrast lines besides colours, on the ground. */
export function fillOf(look: Look, theme: Theme, palette: PictureTheme): Fill {
  const { colour, pattern: number = 0 } = look;
  const { fill, ink, pattern } = colourOf(colour, palette);
  if (!theme.highContrast) {
    const told = number === 0 ? pattern : (patterns[number % patterns.length] ?? pattern);
    const backgroundColor = told === null ? fill : tile(told, ink, fill);
    return { backgroundColor, borderColor: fill, borderWidth: number === 0 ? 0 : 1 };
  }
  const own = patterns[placeOf(look)] ?? null;
  const backgroundColor = own === null ? fill : tile(own, fill, theme.background);
  return { backgroundColor, borderColor: fill, borderWidth: 1.5 };
}

/** Colour is not the only sign of a series of points. */
const shapes = ['circle', 'rect', 'triangle', 'rectRot', 'crossRot', 'star'] as const;

export function shapeOf(look: Look): (typeof shapes)[number] {
  return shapes[placeOf(look)] ?? 'circle';
}

const size = 6;
/** Ends of lines within a tile, so that they meet at its edges. */
const strokes: Readonly<Record<Exclude<Pattern, 'dots'>, readonly (readonly number[])[]>> = {
  stripes: [-size, 0, size].map((shift) => [shift - 1, size + 1, shift + size + 1, -1]),
  backStripes: [-size, 0, size].map((shift) => [shift - 1, -1, shift + size + 1, size + 1]),
  lines: [[0, 3, size, 3]],
  grid: [
    [0, 3, size, 3],
    [3, 0, 3, size],
  ],
};

/** Few colours and patterns are drawn again and again. */
const tiles = new Map<string, CanvasPattern | string>();

function tile(pattern: Pattern, ink: string, ground: string): CanvasPattern | string {
  const key = [pattern, ink, ground].join(' ');
  const made = tiles.get(key) ?? drawnTile(pattern, ink, ground);
  tiles.set(key, made);
  return made;
}

function drawnTile(pattern: Pattern, ink: string, ground: string): CanvasPattern | string {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const pen = canvas.getContext('2d');
  if (pen === null) return ground;
  pen.fillStyle = ground;
  pen.fillRect(0, 0, size, size);
  pen.strokeStyle = pen.fillStyle = ink;
  pen.lineWidth = 1.4;
  if (pattern === 'dots') pen.fillRect(2, 2, 2.4, 2.4);
  else drawStrokes(pen, strokes[pattern]);
  return pen.createPattern(canvas, 'repeat') ?? ground;
}

function drawStrokes(pen: CanvasRenderingContext2D, lines: readonly (readonly number[])[]): void {
  pen.beginPath();
  for (const [x = 0, y = 0, toX = 0, toY = 0] of lines) {
    pen.moveTo(x, y);
    pen.lineTo(toX, toY);
  }
  pen.stroke();
}

/** The same on a small square for the legend. */
export function paintSwatch(
  canvas: HTMLCanvasElement,
  { backgroundColor, borderColor, borderWidth }: Fill,
): void {
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  const { width, height } = canvas;
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = backgroundColor;
  pen.fillRect(0, 0, width, height);
  if (borderWidth === 0) return;
  pen.strokeStyle = borderColor;
  pen.strokeRect(0.5, 0.5, width - 1, height - 1);
}
