import fc from 'fast-check';
import { getNodeValue, type Node } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { parsePlain } from '../../../src/core/text/plainParse';
import { parseStrict } from '../../../src/core/text/strictParse';
import { gapsOf, hasKeyTwice, peer, textsWith } from './jsonTexts';

const gap = gapsOf(true);
const text = textsWith(gap);

describe.each([
  ['parseStrict', parseStrict, gap],
  ['parsePlain', parsePlain, gapsOf(false)],
] as const)('%s', (_name, parse, gaps) => {
  it('makes the value that jsonc-parser makes', () => {
    let read = 0;
    fc.assert(
      fc.property(gaps, textsWith(gaps), gaps, (before, body, after) => {
        const whole = `${before}{"root":${body}}${after}`;
        const value = parse(whole, 100);
        if (value === undefined) return;
        read += 1;
        const tree = peer(whole);
        expect(tree).not.toBeNull();
        expect(value).toEqual(structuredClone(getNodeValue(tree as Node)));
      }),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(500);
  });

  it.each([
    ['nothing', ''],
    ['two values', '{} {}'],
    ['a key that stands twice', '{ "a": 1, "a": 2 }'],
    ['a comment that is not closed', '{} /* '],
    ['a comma too many', '{ "a": [1,,2] }'],
    ['a comma without a value', '{ "a": [,] }'],
    ['a root that is no object', '[]'],
    ['a number without end', '{ "a": 1e999 }'],
    ['a comma alone on its line', '{ "a": [\n,\n] }'],
    ['a comma alone in its object', '{,\n}'],
    ['a byte order mark', '\uFEFF{}'],
    ['a string over lines', '{ "a": "b,\n]" }'],
  ])('leaves %s to the other parser', (_what, whole) => {
    expect(parse(whole, 100)).toBeUndefined();
  });

  it('goes as deep as it may', () => {
    expect(parse('{ "a": [[1]] }', 3)).toEqual({ a: [[1]] });
    expect(parse('{ "a": [[1]] }', 2)).toBeUndefined();
    expect(parse('{ "a": '.repeat(100_000), 100)).toBeUndefined();
  });
});

describe('parseStrict', () => {
  it('leaves a key that objects have already to the other parser', () => {
    expect(parseStrict('{ "__proto__": 1 }', 100)).toBeUndefined();
  });

  it('reads whatever jsonc-parser has nothing to say about, but for keys that stand twice', () => {
    fc.assert(
      fc.property(text, (body) => {
        const whole = `{"root":${body}}`;
        if (peer(whole) === null || hasKeyTwice(peer(whole) as Node)) return;
        expect(parseStrict(whole, 100)).toBeDefined();
      }),
      { numRuns: 3000 },
    );
  });

  it('does not take a key for that of its neighbour where only its beginning is the same', () => {
    const value = { list: [{ 'a\\': 1, b: 1 }, { 'a": 2}': 3 }, { a: 4 }, { ab: 5 }] };
    expect(parseStrict(JSON.stringify(value), 100)).toEqual(value);
    expect(parseStrict('{ "l": [{ "a\\\\": 1 }, { "a\\": 2}": 3 }] }', 100)).toEqual({
      l: [{ 'a\\': 1 }, { 'a": 2}': 3 }],
    });
  });
});

describe('parsePlain', () => {
  it('reads what has no comment, no escape and no colon in a key', () => {
    expect(parsePlain('{ "a": "b:c",\n  "d": [1, [true, null],\n],\n}', 9)).toEqual({
      a: 'b:c',
      d: [1, [true, null]],
    });
  });

  it.each([
    ['a comment', '{ "a": 1 } // b'],
    ['an escape, behind which a colon may hide', '{ "a": "\\u003a", "a": 1 }'],
    ['a colon in a key', '{ "a:b": 1 }'],
    ['a trailing comma on the line of its bracket', '{ "a": [1, ] }'],
  ])('leaves %s to the other parser', (_what, whole) => {
    expect(parsePlain(whole, 100)).toBeUndefined();
  });

  it('leaves a string alone that looks like a trailing comma', () => {
    expect(parsePlain('{ "a": "1, ]" }', 9)).toEqual({ a: '1, ]' });
  });
});
