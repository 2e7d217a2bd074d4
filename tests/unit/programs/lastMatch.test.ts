import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, it } from 'vitest';
import { lastMatch } from '../../../src/core/programs/lastMatch';
import { matchesPattern } from '../../../src/core/programs/patterns';

/** The same by going from match to match, which some patterns make endless. */
function lastByAll(pattern: string, text: string): string | null {
  const expression = RE2JS.compile(pattern, RE2JS.MULTILINE);
  const named = Object.keys(expression.namedGroups()).includes('value');
  const group = named ? 'value' : expression.groupCount() > 0 ? 1 : 0;
  const matcher = expression.matcher(text);
  let found: string | null = null;
  while (matcher.find()) found = matcher.group(group) ?? found;
  return found;
}

const { pattern: patterns } = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('a', 'b', '1', '\\d', '.', '^', '$', '\\b', '[ab]', '\\Q.', ''),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => a + b),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]) => `(?:${a}|${b})`),
    fc
      .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '*?', '+?', '{0,2}'))
      .map(([a, n]) => `(?:${a})${n}`),
    tie('pattern').map((a) => `(${a})`),
    tie('pattern').map((a) => `(?P<value>${a})`),
  ),
}));

function isPattern(pattern: string): boolean {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}

describe('the last match', () => {
  it('is that of going from match to match, line by line', () => {
    fc.assert(
      fc.property(
        patterns.filter(isPattern),
        fc.string({ unit: fc.constantFrom('a', 'b', '1', ' ', '\n'), maxLength: 40 }),
        (pattern, text) => {
          expect(lastMatch(pattern, text)).toBe(lastByAll(pattern, text));
        },
      ),
      { numRuns: 2_000, seed: 11 },
    );
  });

  it.each([
    ['in the last line of many', 'time ([0-9.]+)', 'time 1\n'.repeat(30_000) + 'time 2.5\n', '2.5'],
    ['far before the end', 'time ([0-9.]+)', `time 3.5\n${'nothing\n'.repeat(200_000)}`, '3.5'],
    ['with a long line behind it', 'time ([0-9.]+)', `time 3.5\n${'x'.repeat(1_000_000)}`, '3.5'],
    ['in a line of its own that is long', '^x+ ([0-9.]+)$', `y 1\n${'x'.repeat(200_000)} 4\n`, '4'],
    ['over lines', '(?s)begin.*?total\\s+(\\d+)', `begin\n1\ntotal\n 42\n${'-\n'.repeat(50_000)}`, '42'],
    ['at the whole number', '\\d+', '12 345', '345'],
    ['in which the group takes part', 'time (\\d+)|end', 'time 7\nend\nend\n', '7'],
    ['behind an open quotation', '\\Qa(', 'a(a(', 'a('],
    ['nowhere', 'time ([0-9.]+)', 'nothing\n', null],
  ])('is found %s', (_name, pattern, text, expected) => {
    expect(lastMatch(pattern, text)).toBe(expected);
  });
});

const MEGABYTE = 2 ** 20;
const a = 'a'.repeat(MEGABYTE);

describe('a pattern that is made to hang', () => {
  // With an engine that goes back, or from match to match, none of these ends within a day.
  it.each([
    ['(a+)+$', `${a}b`],
    ['(a|aa)+$', `${a}b`],
    ['(a|a)*b', a],
    ['(.*)*x', a],
    ['([0-9]+)*z', '1'.repeat(MEGABYTE)],
    ['(x+x+)+y', 'x'.repeat(MEGABYTE)],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', a],
    ['(a{0,30}){0,30}b', a],
    ['[ab]*a[ab]{200}c', 'ab'.repeat(MEGABYTE / 2)],
    ['a.*b|a', a],
    ['(?s)a.*b|a', `${'a'.repeat(MEGABYTE / 2)}${'c\n'.repeat(MEGABYTE / 4)}`],
    ['(?s)a.*z|a|b.*y', `${'a'.repeat(255)}b${'c'.repeat(MEGABYTE)}y`],
    ['(?s)(a).*b|a', `aa${a}`],
    ['(b)?a*?', a],
    ['|a', a],
  ])(
    '%s ends against a megabyte of output',
    (pattern, output) => {
      const found = lastMatch(pattern, output);
      expect(found === null || output.includes(found)).toBe(true);
      expect([true, false]).toContain(matchesPattern(pattern, output));
    },
    60_000,
  );
});
