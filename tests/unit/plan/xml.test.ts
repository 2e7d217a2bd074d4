import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { element, note, renderXml, type XmlNode } from '../../../src/core/plan/xml';
import { hostileString } from '../../support/hostile';

/** What a reader finds: attributes, texts and comments in their order. Throws for what is not well-formed. */
function read(xml: string): { attributes: string[]; texts: string[]; comments: string[] } {
  const found = { attributes: [] as string[], texts: [] as string[], comments: [] as string[] };
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', (tag) => found.attributes.push(...Object.values(tag.attributes).map(String)));
  parser.on('text', (text) => found.texts.push(text));
  parser.on('comment', (text) => found.comments.push(text));
  parser.write(xml).close();
  return found;
}

const any = fc.oneof(
  hostileString('touch ran'),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('-->', '--', '-', ']]>', '<!--', '&amp;', '\0', '\ud800', '￾', '<a>', '"', '--->'),
);
const possible = (text: string): boolean =>
  /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u.test(text);

describe('XML made from any strings', () => {
  it('gives texts and attributes back unchanged', () => {
    fc.assert(
      fc.property(any, any, (attribute, text) => {
        fc.pre(possible(attribute) && possible(text) && text !== '');
        const found = read(renderXml(element('a', { b: attribute }, text)).trimEnd());
        expect(found.attributes).toEqual([attribute]);
        expect(found.texts.join('')).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('is well-formed with impossible characters too, and keeps to its comments', () => {
    fc.assert(
      fc.property(any, any, any, (attribute, text, remark) => {
        const content: readonly XmlNode[] = [note(remark), element('inner', {}, text), note(remark)];
        const found = read(renderXml(element('a', { b: attribute }, content)));
        expect([found.attributes.length, found.comments.length]).toEqual([1, 2]);
      }),
      { numRuns: 500 },
    );
  });

  it('has an element on a line, what is in it deeper, and no end tag where nothing is in it', () => {
    const tree = element('a', { n: 1 }, [note('why -- so'), element('b', {}, 'x < y'), element('c')]);
    expect(renderXml(tree)).toBe('<a n="1">\n  <!-- why - - so -->\n  <b>x &lt; y</b>\n  <c/>\n</a>\n');
  });
});
