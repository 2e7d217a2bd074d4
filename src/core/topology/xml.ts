import { SaxesParser } from 'saxes';
import { unread, type ReadProblem } from './machineRead';

/** An element of an XML text. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Text directly in it, without that of its children. */
  readonly text: string;
  /** Where its start tag ends: offset in UTF-16 code units. */
  readonly offset: number;
}

type Building = Omit<XmlElement, 'text' | 'children'> & { text: string; children: Building[] };

/** Deeper texts are refused: whoever walks the tree recurses. hwloc's own nest about 20 deep. */
const MAX_DEPTH = 200;

const REMEDY = 'Write the file again with the program that made it.';

class Refused extends Error {}

/**
 * The elements of a text: one root, or several one after the other as in the outputs of several commands put into one
 * file. Documents' own entities are not expanded. Never throws.
 */
export function readXml(
  text: string,
): { readonly roots: readonly XmlElement[] } | { readonly problems: readonly ReadProblem[] } {
  const clean = text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text;
  const start = clean.search(/\S/);
  // A declaration must be the very first thing, and is allowed for a single root only.
  const whole = /^<[?!]/.test(clean.slice(Math.max(start, 0), Math.max(start, 0) + 2));
  const offset = whole ? Math.max(start, 0) : 0;
  const root: Building = { name: '', attributes: {}, children: [], text: '', offset: 0 };
  const open = [root];
  const parser = new SaxesParser({ fragment: !whole, position: true });
  const refuse = (message: string): never => {
    throw new Refused(message);
  };
  parser.on('error', (error) => refuse(error.message));
  parser.on('opentag', (tag) => {
    if (open.length > MAX_DEPTH) refuse(`Elements nest deeper than ${MAX_DEPTH} levels.`);
    const element = {
      name: tag.name,
      attributes: attributesOf(tag.attributes),
      children: [],
      text: '',
      offset: offset + parser.position,
    };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (piece) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += piece;
  });
  parser.on('closetag', () => void open.pop());
  try {
    parser.write(offset === 0 ? clean : clean.slice(offset));
    const unclosed = open.at(-1);
    if (open.length > 1 && unclosed !== undefined)
      return unread(
        text,
        unclosed.offset,
        `The XML ends before \`<${unclosed.name}>\` is closed: the file is cut off.`,
        REMEDY,
      );
    parser.close();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const words = error.message.replace(/^\d+:\d+: /, '').replace(/[.\s]*$/, '');
    return unread(text, offset + parser.position, `This is no well-formed XML: ${words}.`, REMEDY);
  }
  return { roots: root.children };
}

/** Children with a name. */
export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** First element on a way down of names. */
export function childAt(
  element: XmlElement | undefined,
  ...names: readonly string[]
): XmlElement | undefined {
  return names.reduce((at, name) => at?.children.find((child) => child.name === name), element);
}

/** Without namespaces saxes gives texts. */
function attributesOf(attributes: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}
