import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexLines, offsetAt, positionAt } from '../../../src/core/text/positions';

describe('positions', () => {
  it('counts lines and columns from 1 over every kind of line end', () => {
    const index = indexLines('ab\ncd\r\ne\rf');
    expect([0, 3, 7, 9].map((offset) => positionAt(index, offset))).toEqual([
      { line: 1, column: 1 },
      { line: 2, column: 1 },
      { line: 3, column: 1 },
      { line: 4, column: 1 },
    ]);
    expect(positionAt(index, 4)).toEqual({ line: 2, column: 2 });
  });

  it('goes to the nearest place from outside', () => {
    const index = indexLines('ab\ncd');
    expect(positionAt(index, 99)).toEqual({ line: 2, column: 3 });
    expect(offsetAt(index, { line: 9, column: 1 })).toBe(5);
    expect(offsetAt(index, { line: 0, column: 7 })).toBe(0);
  });

  it('finds every offset again', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'ä', '\n', '\r\n', '\r', '😀')), fc.nat(50), (parts, at) => {
        const text = parts.join('');
        const offset = Math.min(at, text.length);
        const index = indexLines(text);
        expect(offsetAt(index, positionAt(index, offset))).toBe(offset);
      }),
    );
  });
});
