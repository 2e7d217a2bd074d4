import { describe, expect, test } from 'vitest';
import { colouredNamesIn } from '../../../src/core/assist/colouredNames';
import { parseDocument } from '../../../src/core/text/parse';

/** Colours with the text that stands there. */
function namesIn(text: string): readonly (readonly [number, string])[] {
  return colouredNamesIn(parseDocument(text)).map(({ colour, range }) => [
    colour,
    text.slice(range.offset, range.offset + range.length),
  ]);
}

describe('names of VMs in a text', () => {
  test('have the numbers of their places in the layout', () => {
    const text = `{
      // Two and one that has no name yet.
      "vms": [
        { "pus": "0-3", "name": "left" },
        { "pus": "4-7" },
        { "name": "right", "pus": "8-11" },
      ],
    }`;
    expect(namesIn(text)).toEqual([
      [0, '"left"'],
      [2, '"right"'],
    ]);
  });

  test('begin anew in each layout inside an experiment', () => {
    const text = `{
      "layouts": [
        "wide.vmlayout.json",
        { "name": "a", "layout": { "vms": [{ "name": "x" }, { "name": "y" }] } },
        { "name": "b", "layout": "other.vmlayout.json" },
        { "name": "c", "layout": { "vms": [{ "name": "z" }] } }
      ]
    }`;
    expect(namesIn(text)).toEqual([
      [0, '"x"'],
      [1, '"y"'],
      [0, '"z"'],
    ]);
  });

  test('are found before the place at which a text is broken', () => {
    expect(namesIn('{ "vms": [{ "name": "first" }, { "name": "second", "pus": ')).toEqual([
      [0, '"first"'],
      [1, '"second"'],
    ]);
  });

  test.each([
    '',
    '{}',
    '[]',
    '{ "vms": {} }',
    '{ "vms": [1, { "name": 2 }], "layouts": 3 }',
    '{ "partition": { "vms": 4 } }',
  ])('are none in %s', (text) => expect(namesIn(text)).toEqual([]));
});
