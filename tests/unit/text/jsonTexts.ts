import fc from 'fast-check';
import { parseTree, type Node, type ParseError } from 'jsonc-parser';

/** What jsonc-parser makes of a text, with trailing commas; null where it has something to complain about. */
export function peer(text: string): Node | null {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  return errors.length > 0 ? null : (tree ?? null);
}

const spaces = ['', ' ', '\n', '\t', '\r\n', '\n  '];
const comments = ['/* a */', '// b\n', '/**/', '//\r', '/* " */ '];

/** What may stand between two parts of a text; comments only where they are asked for. */
export function gapsOf(withComments: boolean): fc.Arbitrary<string> {
  return fc.constantFrom(...spaces, ...(withComments ? comments : []));
}

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
/** Values as texts, some of them wrong. */
export function textsWith(gap: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const end = fc.oneof(fc.constantFrom('', ',', ' , ', '/* x */', ',\n', ',\r\n  '));
  return fc.letrec<{ text: string; member: string; list: string; object: string }>((tie) => ({
    text: fc.oneof({ maxDepth: 4 }, scalar, tie('list'), tie('object')),
    list: fc
      .tuple(fc.array(fc.tuple(gap, tie('text'), gap), { maxLength: 3 }), end)
      .map(([items, last]) => `[${items.map((item) => item.join('')).join(',')}${last}]`),
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
      .tuple(fc.array(tie('member'), { maxLength: 3 }), end)
      .map(([members, last]) => `{${members.join(',')}${last}}`),
  })).text;
}

/** Does a key stand twice in an object? */
export function hasKeyTwice(node: Node): boolean {
  const keys =
    node.type === 'object' ? (node.children ?? []).map((child): unknown => child.children?.[0]?.value) : [];
  return new Set(keys).size < keys.length || (node.children ?? []).some(hasKeyTwice);
}
