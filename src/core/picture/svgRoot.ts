import { FACES } from './faces';
import type { Size } from './pack';
import type { Paint } from './paint';
import type { Scene } from './scene';
import { attributeText, svgNode, type SvgNode } from './svgNode';

/** The outermost element: with the scene's title and VMs in words, the patterns that were used, and the ground. */
export function svgRoot(
  { title, vms }: Pick<Scene, 'title' | 'vms'>,
  size: Size,
  paint: Paint,
  content: readonly SvgNode[],
): SvgNode {
  const [width, height] = [attributeText(size.width), attributeText(size.height)];
  const view = { width, height, viewBox: `0 0 ${width} ${height}` };
  return svgNode('svg', { xmlns: 'http://www.w3.org/2000/svg', ...view, role: 'img', 'font-family': FACES }, [
    svgNode('title', {}, title),
    svgNode('desc', {}, vms.map(({ name, facts }) => `${name}: ${facts}.`).join(' ')),
    svgNode('defs', {}, paint.definitions()),
    svgNode('rect', { width, height, fill: paint.colours.ground }),
    ...content,
  ]);
}
