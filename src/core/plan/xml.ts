import { escapeXml, possibleInXml } from '../text/escapeXml';

/** A piece of an XML document, before it is text. */
export type XmlNode = XmlElement | XmlComment;

export interface XmlElement {
  readonly kind: 'element';
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  /** Elements and comments, or text alone. */
  readonly content: readonly XmlNode[] | string;
}

export interface XmlComment {
  readonly kind: 'comment';
  readonly text: string;
}

export function element(
  name: string,
  attributes: XmlElement['attributes'] = {},
  content: XmlElement['content'] = [],
): XmlElement {
  return { kind: 'element', name, attributes, content };
}

export function note(text: string): XmlComment {
  return { kind: 'comment', text };
}

/** Text of an element with what is in it, two spaces deeper for each level; ends with a line end. */
export function renderXml(node: XmlNode, indent = ''): string {
  if (node.kind === 'comment') return `${indent}<!-- ${commentText(node.text)} -->\n`;
  const attributes = Object.entries(node.attributes).map(
    ([name, value]) => ` ${name}="${escapeXml(`${value}`)}"`,
  );
  const head = `${indent}<${node.name}${attributes.join('')}`;
  if (node.content.length === 0) return `${head}/>\n`;
  if (typeof node.content === 'string') return `${head}>${escapeXml(node.content)}</${node.name}>\n`;
  const content = node.content.map((inner) => renderXml(inner, `${indent}  `)).join('');
  return `${head}>\n${content}${indent}</${node.name}>\n`;
}

/** One line of a comment, in which `--` would end it: a space comes between (XML 1.0, section 2.5). */
function commentText(text: string): string {
  return possibleInXml(text)
    .replace(/[\r\n\u0085\u2028\u2029]+/g, ' ')
    .replace(/-(?=-|$)/g, '- ');
}
