import type { Theme } from '../shared/theme';
import type { Phase } from './figure';

/** How a bar of a phase is painted. */
export interface Fill {
  readonly backgroundColor: string | CanvasPattern;
  readonly borderColor: string;
  readonly borderWidth: number;
  /** Chart.js leaves the border at the axis away otherwise. */
  readonly borderSkipped: false;
}

/**
 * Colours of the editor's charts; in high contrast lines instead of colours: cold is solid, warm is hatched, both
 * have an outline.
 */
export function fillOf(phase: Phase, theme: Theme): Fill {
  const colour = phase === 'cold' ? theme.first : theme.second;
  const outline = { borderColor: colour, borderSkipped: false } as const;
  if (!theme.highContrast) return { ...outline, backgroundColor: colour, borderWidth: 0 };
  return { ...outline, backgroundColor: phase === 'cold' ? colour : hatching(colour), borderWidth: 1 };
}

/** Diagonal lines, 6 pixels apart, that meet at the edges of their tile. */
function hatching(colour: string): CanvasPattern | string {
  const size = 6;
  const tile = document.createElement('canvas');
  tile.width = tile.height = size;
  const pen = tile.getContext('2d');
  if (pen === null) return 'transparent';
  pen.strokeStyle = colour;
  pen.lineWidth = 1.4;
  pen.beginPath();
  for (const shift of [-size, 0, size]) {
    pen.moveTo(shift - 1, size + 1);
    pen.lineTo(shift + size + 1, -1);
  }
  pen.stroke();
  return pen.createPattern(tile, 'repeat') ?? 'transparent';
}

/** The same on a small square for the legend. */
export function paintSwatch(canvas: HTMLCanvasElement, phase: Phase, theme: Theme): void {
  const pen = canvas.getContext('2d');
  if (pen === null) return;
  const { width, height } = canvas;
  const fill = fillOf(phase, theme);
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = fill.backgroundColor;
  pen.fillRect(0, 0, width, height);
  if (fill.borderWidth === 0) return;
  pen.strokeStyle = fill.borderColor;
  pen.strokeRect(0.5, 0.5, width - 1, height - 1);
}
