import fc from 'fast-check';
import { getNodeValue, parseTree, type Node, type ParseError } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { parseStrict } from '../../../src/core/text/strictParse';

/** What jsonc-parser makes of a text; null where it has something to complain about. */
function peer(text: string): Node | null {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  return errors.length > 0 ? null : (tree ?? null);
}

const gap = fc.constantFrom('', ' ', '\n', '\t', '\r\n', '/* a */', '// b\n', '/**/', '//\r', '/* " */ ');
const scalar = fc.constantFrom(
  ...[
    '1',
    '0',
    '123456789012345',
    '1234567890123456789',
    '-0',
    '0.5',
    '1e3',
    '-12.50E-2',
    'true',
    'false',
    'null',
    '""',
    '"a"',
    '"\\u0041\\n\\\\"',
    '"ä𝄞"',
  ],
  // Each of these has something wrong.
  ...['01', '1.', '-', '+1', 'nul', 'True', "'a'", '"\\x"', '"a', '"\t"', '1e', 'NaN', ''],
);
const { text } = fc.letrec<{ text: string; member: string; list: string; object: string }>((tie) => ({
  text: fc.oneof({ maxDepth: 4 }, scalar, tie('list'), tie('object')),
  list: fc
    .tuple(fc.array(fc.tuple(gap, tie('text'), gap), { maxLength: 3 }), fc.constantFrom('', ',', ' , '))
    .map(([items, end]) => `[${items.map((item) => item.join('')).join(',')}${end}]`),
  member: fc
    .tuple(
      gap,
      fc.constantFrom('"a"', '"b"', '"d1"', '"d\\u0031"', '"a\\\\"', '"a\\""', 'e'),
      gap,
      tie('text'),
      gap,
    )
    .map(([before, key, between, value, after]) => `${before}${key}${between}:${value}${after}`),
  object: fc
    .tuple(fc.array(tie('member'), { maxLength: 3 }), fc.constantFrom('', ',', '/* x */'))
    .map(([members, end]) => `{${members.join(',')}${end}}`),
}));

describe('parseStrict', () => {
  it('makes the value that jsonc-parser makes', () => {
    let read = 0;
    fc.assert(
      fc.property(gap, text, gap, (before, body, after) => {
        const whole = `${before}{"root":${body}}${after}`;
        const value = parseStrict(whole, 100);
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

  it.each([
    ['nothing', ''],
    ['two values', '{} {}'],
    ['a key that stands twice', '{ "a": 1, "a": 2 }'],
    ['a key that objects have already', '{ "__proto__": 1 }'],
    ['a comment that is not closed', '{} /* '],
    ['a comma too many', '{ "a": [1,,2] }'],
    ['a comma without a value', '{ "a": [,] }'],
    ['a root that is no object', '[]'],
    ['a number without end', '{ "a": 1e999 }'],
    ['a byte order mark', '\uFEFF{}'],
  ])('leaves %s to the other parser', (_what, whole) => {
    expect(parseStrict(whole, 100)).toBeUndefined();
  });

  it('does not take a key for that of its neighbour where only its beginning is the same', () => {
    const value = { list: [{ 'a\\': 1, b: 1 }, { 'a": 2}': 3 }, { a: 4 }, { ab: 5 }] };
    expect(parseStrict(JSON.stringify(value), 100)).toEqual(value);
    expect(parseStrict('{ "l": [{ "a\\\\": 1 }, { "a\\": 2}": 3 }] }', 100)).toEqual({
      l: [{ 'a\\': 1 }, { 'a": 2}': 3 }],
    });
  });

  it('goes as deep as it may', () => {
    expect(parseStrict('{ "a": [[1]] }', 3)).toEqual({ a: [[1]] });
    expect(parseStrict('{ "a": [[1]] }', 2)).toBeUndefined();
    expect(parseStrict('{ "a": '.repeat(100_000), 100)).toBeUndefined();
  });
});

function hasKeyTwice(node: Node): boolean {
  const keys =
    node.type === 'object' ? (node.children ?? []).map((child): unknown => child.children?.[0]?.value) : [];
  return new Set(keys).size < keys.length || (node.children ?? []).some(hasKeyTwice);
}
