import { FONT } from './metrics';
import type { Rect } from './scene';
import { svgNode, type SvgNode } from './svgNode';

export interface TextLook {
  readonly size: number;
  readonly fill: string;
  readonly bold?: boolean;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** More attributes. */
  readonly more?: SvgNode['attributes'];
}

/** Text with its baseline at `y`. */
export function textAt(text: string, x: number, y: number, look: TextLook): SvgNode {
  const { size, fill, bold = false, anchor = 'start', more = {} } = look;
  return svgNode(
    'text',
    {
      x,
      y,
      'font-size': size,
      fill,
      ...(bold ? { 'font-weight': 600 } : {}),
      ...(anchor === 'start' ? {} : { 'text-anchor': anchor }),
      ...more,
    },
    text,
  );
}

/** A name and what is said of it, in one line: however wide the letters are, one follows the other. */
export function namedLine(
  name: string,
  facts: string,
  at: { readonly x: number; readonly y: number },
  colours: { readonly text: string; readonly muted: string },
): SvgNode {
  const bold = { 'font-size': FONT.label, 'font-weight': 600, fill: colours.text };
  const plain = { 'font-size': FONT.small, fill: colours.muted, dx: 6 };
  return svgNode('text', { ...at }, [
    svgNode('tspan', bold, name),
    ...(facts === '' ? [] : [svgNode('tspan', plain, facts)]),
  ]);
}

/** Baseline of text of a size that stands in the middle between two heights. */
export function middle({ y, height }: Pick<Rect, 'y' | 'height'>, size: number): number {
  return y + height / 2 + size * 0.36;
}

/** A border of one pixel within a rectangle. */
export function frame(rect: Rect, radius: number, stroke: string, more: SvgNode['attributes'] = {}): SvgNode {
  return svgNode('rect', {
    x: rect.x + 0.5,
    y: rect.y + 0.5,
    width: Math.max(0, rect.width - 1),
    height: Math.max(0, rect.height - 1),
    rx: radius,
    fill: 'none',
    stroke,
    ...more,
  });
}

export function group(attributes: SvgNode['attributes'], content: readonly SvgNode[]): SvgNode {
  return svgNode('g', attributes, content);
}
