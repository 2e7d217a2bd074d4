import type { Paint } from '../../../picture/paint';
import { colourOf, type Pattern } from '../../../picture/palette';
import type { Rect } from '../../../picture/scene';
import { svgNode, type SvgNode } from '../../../picture/svgNode';
import type { Series } from '../figure';

/** Of series by their place: each looks unlike the others also where no colour is seen. */
const PATTERNS: readonly (Pattern | null)[] = [null, 'stripes', 'dots', 'backStripes', 'grid', 'lines'];
const DASHES: readonly string[] = ['', '7 3', '2 3', '9 3 2 3', '4 2', '12 4'];

/** A bar or a swatch of a series: its colour, its pattern, and a border that holds both together on any paper. */
export function filled({ colour }: Series, place: number, rect: Rect, paint: Paint): readonly SvgNode[] {
  const { fill, ink } = colourOf(colour, paint.theme);
  const pattern = PATTERNS[place % PATTERNS.length] ?? null;
  return [
    svgNode('rect', { ...rect, fill }),
    ...(pattern === null ? [] : [paint.pattern(pattern, ink, rect)]),
    svgNode('rect', { ...rect, fill: 'none', stroke: paint.colours.text, 'stroke-width': 0.8 }),
  ];
}

export function strokeOf({ colour }: Series, place: number, paint: Paint): SvgNode['attributes'] {
  const dash = DASHES[place % DASHES.length] ?? '';
  const { fill } = colourOf(colour, paint.theme);
  return {
    ...{ stroke: fill, 'stroke-width': 1.8, fill: 'none' },
    ...(dash === '' ? {} : { 'stroke-dasharray': dash }),
  };
}

/** Shapes around 0, 0 with about the same area. */
const SHAPES: readonly string[] = [
  'M-4 0A4 4 0 1 0 4 0A4 4 0 1 0 -4 0Z',
  'M-3.6 -3.6H3.6V3.6H-3.6Z',
  'M0 -5L4.6 3.4H-4.6Z',
  'M0 -5.2L5.2 0L0 5.2L-5.2 0Z',
  'M0 5L4.6 -3.4H-4.6Z',
  'M-1.5 -5H1.5V-1.5H5V1.5H1.5V5H-1.5V1.5H-5V-1.5H-1.5Z',
];

/** A point of a series, with what it says for whoever points at it. */
export function shapeAt(
  { colour }: Series,
  place: number,
  at: { readonly x: number; readonly y: number },
  paint: Paint,
  text = '',
): SvgNode {
  const { fill } = colourOf(colour, paint.theme);
  const shape = {
    d: SHAPES[place % SHAPES.length] ?? '',
    transform: `translate(${at.x.toFixed(2)} ${at.y.toFixed(2)})`,
    ...{ fill, stroke: paint.colours.text, 'stroke-width': 0.8 },
  };
  return svgNode('path', shape, text === '' ? [] : [svgNode('title', {}, text)]);
}
