import { svgNode, type SvgNode } from '../../../picture/svgNode';
import type { Pen } from './drawn';

/** From one height to another with caps, over a rim in the colour of the ground that sets it off the bar. */
export function errorBar(
  x: number,
  from: number,
  to: number,
  cap: number,
  { colours }: Pen,
): readonly SvgNode[] {
  const [left, right] = [(x - cap).toFixed(2), (x + cap).toFixed(2)];
  const [low, high] = [from.toFixed(2), to.toFixed(2)];
  const d = `M${x.toFixed(2)} ${low}V${high}M${left} ${low}H${right}M${left} ${high}H${right}`;
  return [
    svgNode('path', { d, stroke: colours.ground, 'stroke-width': 3.4, fill: 'none' }),
    svgNode('path', { d, stroke: colours.text, 'stroke-width': 1.3, fill: 'none' }),
  ];
}
