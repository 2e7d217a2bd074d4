import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../../src/core/text/duration';
import { formatSize, parseSize, sizeInWords } from '../../../src/core/text/size';

describe('sizes', () => {
  it.each([
    ['7GiB', 7 * 2 ** 30],
    ['0.5GiB', 2 ** 29],
    ['4KiB', 4096],
    ['0B', 0],
    ['2TiB', 2 ** 41],
  ])('reads %s', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(['', '7', '7GB', '-1GiB', '1e3B', '99999999999TiB'])('refuses %j', (text) => {
    expect(parseSize(text)).toBeNull();
  });

  it('writes the largest unit without a fraction', () => {
    expect([0, 1000, 1536 * 2 ** 20, 2 ** 40].map(formatSize)).toEqual(['0B', '1000B', '1536MiB', '1TiB']);
  });

  it('writes what it reads', () => {
    fc.assert(fc.property(fc.maxSafeNat(), (bytes) => parseSize(formatSize(bytes)) === bytes));
  });

  it('rounds for people', () => {
    expect(sizeInWords(16_750_000_000)).toBe('15.6 GiB');
  });
});

describe('durations', () => {
  it('are seconds', () => {
    expect(['90s', '10min', '1.5h'].map(parseDuration)).toEqual([90, 600, 5400]);
    expect(['90', '1d', 's', '-1s'].map(parseDuration)).toEqual([null, null, null, null]);
  });
});
