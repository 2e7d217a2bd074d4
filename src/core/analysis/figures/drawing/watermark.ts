import { textAt } from '../../../picture/shapes';
import type { SvgNode } from '../../../picture/svgNode';
import type { Drawn, Pen } from './drawn';

/** Largest letters, pixels. */
const LARGEST = 64;

/**
 * The word for numbers that no real machine took, large and faint across the chart: a note above it is cut away easily.
 * Nothing for an empty word.
 */
export function drawWatermark(
  word: string,
  { width, height }: Pick<Drawn, 'width' | 'height'>,
  { colours }: Pen,
): readonly SvgNode[] {
  if (word === '') return [];
  const size = Math.round(Math.min(LARGEST, (width / word.length) * 1.2, height * 0.6));
  // Over the bars, or a chart of tall ones would hide it.
  const look = {
    size,
    fill: colours.text,
    bold: true,
    anchor: 'middle',
    more: { 'fill-opacity': 0.13 },
  } as const;
  return [textAt(word, width / 2, height / 2 + size * 0.36, look)];
}
