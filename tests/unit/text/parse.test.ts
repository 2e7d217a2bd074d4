import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument, rangeAt } from '../../../src/core/text/parse';

const at = (text: string, path: (string | number)[], part?: 'value' | 'key'): string => {
  const range = rangeAt(parseDocument(text), path, part);
  return text.slice(range.offset, range.offset + range.length);
};

describe('parseDocument', () => {
  it('allows comments, trailing commas and a byte order mark', () => {
    const doc = parseDocument('\uFEFF// note\n{ "a": [1, 2,], /* x */ "b": null, }');
    expect(doc.problems).toEqual([]);
    expect(doc.value).toEqual({ a: [1, 2], b: null });
  });

  it.each([
    ['', 'empty'],
    ['// only a comment', 'empty'],
    ['[1]', 'not an array'],
    ['"x"', 'not a string'],
    ['{ "a" 1 }', 'colon'],
    ['{ "a": 1 "b": 2 }', 'comma'],
    ['{ "a": ', 'value is missing'],
    ['{ "a": 1, "a": 2 }', 'twice'],
    ['{ a: 1 }', 'not JSON'],
    ['{ "a": [1e999] }', 'larger than any'],
    [`{"a":${'['.repeat(100_000)}`, 'deeper'],
    [`{"a":${'[}'.repeat(50_000)}`, 'deeper'],
    [`{"a":${'{"a":]'.repeat(50_000)}`, 'deeper'],
  ])('names what is wrong with %j', (text, words) => {
    const { problems } = parseDocument(text);
    expect(problems.map((problem) => problem.message).join(' ')).toContain(words);
    expect(problems.every((problem) => problem.kind === 'syntax')).toBe(true);
  });

  it('keeps what can be read of a broken document', () => {
    expect(parseDocument('{ "a": 1, "b": ').value).toMatchObject({ a: 1 });
  });

  it('reads every key as plain data', () => {
    const value = parseDocument('{ "__proto__": { "polluted": true } }').value as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(value['polluted']).toBeUndefined();
  });

  it('agrees with JSON.parse on JSON', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), (value) => {
        const text = JSON.stringify(value);
        expect(parseDocument(text).value).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each(['{ "a": "b\\', '{ "a\\', '{ "a": "\\u12', '{ "a": 1 /*'])(
    'stays inside %j, which ends too early',
    (text) => {
      const doc = parseDocument(text);
      const ranges = [
        ...doc.problems.map(({ range }) => range),
        rangeAt(doc, ['a']),
        rangeAt(doc, ['a'], 'key'),
      ];
      expect(doc.problems).not.toEqual([]);
      for (const { offset, length } of ranges) expect(offset + length).toBeLessThanOrEqual(text.length);
    },
  );

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => parseDocument(text).text === text));
  });
});

describe('rangeAt', () => {
  const text = '{ "a": { "b": [10, 20] }, "c": "x" }';
  it('finds values and keys', () => {
    expect(at(text, ['a', 'b', 1])).toBe('20');
    expect(at(text, ['a', 'b'], 'key')).toBe('"b"');
    expect(at(text, ['c'], 'key')).toBe('"c"');
    expect(at(text, ['a', 'b', 0], 'key')).toBe('10');
  });

  it('falls back to the nearest parent that exists', () => {
    expect(at(text, ['a', 'b', 7])).toBe('[10, 20]');
    expect(at(text, ['a', 'x', 'y'])).toBe('{ "b": [10, 20] }');
    expect(at(text, ['a', 'x', 'y'], 'key')).toBe('{ "b": [10, 20] }');
    expect(at(text, ['nothing'])).toBe(text);
    expect(rangeAt(parseDocument(''), ['a'])).toEqual({ offset: 0, length: 0 });
  });
});
