import { escapeXml } from '../text/escapeXml';

/** An element of an SVG drawing as plain data, from which text or elements of a page are made. */
export interface SvgNode {
  readonly name: string;
  /** Presentation attributes and `data-`; never `style`, which a strict page forbids. */
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Elements, or text alone. */
  readonly content: readonly SvgNode[] | string;
}

export function svgNode(
  name: string,
  attributes: SvgNode['attributes'] = {},
  content: SvgNode['content'] = [],
): SvgNode {
  return { name, attributes, content };
}

/** Text of an element with all that is in it; elements of the first two levels begin on lines of their own. */
export function renderSvg({ name, attributes, content }: SvgNode, depth = 0): string {
  const words = Object.entries(attributes).map(([key, value]) => ` ${key}="${attributeText(value)}"`);
  const head = `<${name}${words.join('')}`;
  if (content.length === 0) return `${head}/>`;
  if (typeof content === 'string') return `${head}>${escapeXml(content)}</${name}>`;
  const line = depth < 2 ? '\n' : '';
  return `${head}>${line}${content.map((inner) => renderSvg(inner, depth + 1) + line).join('')}</${name}>`;
}

/** Lengths to a hundredth of a pixel. */
export function attributeText(value: string | number): string {
  return typeof value === 'number' ? `${Math.round(value * 100) / 100}` : escapeXml(value);
}
