import { escapeXml } from '../../text/escapeXml';
import { printable } from '../../text/printable';

/** A piece of a page, which is put into others as it is. Made by `element` and `drawing` alone. */
export interface Markup {
  readonly markup: string;
}

/** What an element holds: elements, and texts, which are escaped. */
export type Content = readonly (Markup | string)[];

/**
 * An element that is well-formed in XML as well, so that tests can read the page with a strict reader. Texts and values of
 * attributes cannot become elements, and nothing in them can turn or hide what stands beside them.
 */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>> = {},
  content: Content = [],
): Markup {
  const words = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const inner = content.map((part) => (typeof part === 'string' ? escaped(part) : part.markup)).join('');
  const isVoid = VOID.has(name);
  return { markup: `<${name}${words.join('')}${isVoid ? '/>' : `>${inner}</${name}>`}` };
}

const VOID: ReadonlySet<string> = new Set(['meta', 'br']);

/** An SVG that this program drew: its texts are escaped already. */
export function drawing(svg: string): Markup {
  return { markup: svg.trimEnd() };
}

function escaped(text: string): string {
  return escapeXml(printable(text));
}
