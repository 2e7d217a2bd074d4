import { svgNode, type SvgNode } from '../../../picture/svgNode';
import type { ShownBar } from '../cut';
import type { Pen } from './drawn';
import type { Scale } from './scale';

/**
 * With a cap at each end, or the head of an arrow where it goes on; over a rim in the colour of the ground that sets it off
 * what lies below. `cap`: half its width, pixels.
 */
export function errorBar(
  x: number,
  { low, high, goesOn }: ShownBar,
  scale: Scale,
  cap: number,
  { colours }: Pen,
): readonly SvgNode[] {
  const [from, to] = [scale.at(low), scale.at(high)];
  const ends = [end(x, from, goesOn.below ? -cap : 0, cap), end(x, to, goesOn.above ? cap : 0, cap)];
  const d = `M${x.toFixed(2)} ${from.toFixed(2)}V${to.toFixed(2)}${ends.join('')}`;
  return [
    svgNode('path', { d, stroke: colours.ground, 'stroke-width': 3.4, fill: 'none' }),
    svgNode('path', { d, stroke: colours.text, 'stroke-width': 1.3, fill: 'none' }),
  ];
}

/** `back`: pixels by which the sides of a head lie behind its point, below it where positive. */
function end(x: number, y: number, back: number, cap: number): string {
  const [left, right, sides] = [x - cap, x + cap, y + back].map((value) => value.toFixed(2));
  return `M${left} ${sides}L${x.toFixed(2)} ${y.toFixed(2)}L${right} ${sides}`;
}
