import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableData, shortened } from '../../../src/core/text/printable';

/** The same, made anew whatever it is. */
function copied(data: unknown): unknown {
  if (typeof data === 'string') return printable(shortened(data, 2000));
  if (Array.isArray(data)) return data.map(copied);
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]: [string, unknown]) => [key, copied(value)]),
  );
}

/** Texts with and without what must not be shown. */
const text = fc.oneof(
  fc.string(),
  fc.constantFrom('wide', '', 'a\u001b[2J', 'sort\u202e', 'tab\tstays', 'x'.repeat(2001), 'é\u0085'),
);
const data = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('map'),
  ),
  list: fc.array(tie('any')),
  map: fc.dictionary(
    fc.string().filter((key) => key !== '__proto__'),
    tie('any'),
  ),
})).any;

describe('data that is made safe to show', () => {
  it('has every text made safe, wherever it stands, and all else as it was', () => {
    fc.assert(
      fc.property(data, (one) => {
        expect(printableData(one)).toEqual(copied(one));
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it('is the same object where nothing had to be done', () => {
    const safe = { cells: [{ layout: 'wide, "four"', times: [1, null] }], title: 'tab\tand é' };
    expect(printableData(safe)).toBe(safe);
    const unsafe = { ...safe, title: 'a\u0007' };
    expect(printableData(unsafe)).toEqual({ ...safe, title: 'a\\u{7}' });
    expect(unsafe.title).toBe('a\u0007');
  });
});
