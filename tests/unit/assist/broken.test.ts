import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { soundLayout } from '../../../src/core/assist/sound';
import { applyEdits } from '../../../src/core/text/edits';
import { parseDocument } from '../../../src/core/text/parse';
import { parsedText } from '../../../src/lab/parsedTexts';
import { assistance } from './cursor';

const EXAMPLES = join(import.meta.dirname, '../../../examples');
const WORKSPACE = join(import.meta.dirname, '../../ui/workspace');

const texts = [EXAMPLES, WORKSPACE].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => /\.vm(layout|experiment)\.json$/.test(name))
    .map((name) => ({ path: join(folder, name), text: readFileSync(join(folder, name), 'utf8') })),
);

/** A piece cut out, or something put in where it does not belong. */
const slip = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.integer({ min: 0, max: 12 }),
  put: fc.constantFrom(
    '',
    '"',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"pus": ',
    '\n',
    '/*',
    '1e',
    '\u0000',
    'null',
    '"vms": [{',
  ),
});

describe('assistance in a text that is broken anywhere', () => {
  it('never fails, and speaks of places in the text only', async () => {
    const assist = assistance();
    const position = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...texts),
        fc.array(slip, { maxLength: 3 }),
        position,
        async (file, slips, where) => {
          const text = slips.reduce((now, { at, cut, put }) => {
            const offset = Math.floor(at * now.length);
            return now.slice(0, offset) + put + now.slice(offset + cut);
          }, file.text);
          const offset = Math.floor(where * text.length);
          const inside = (range: { offset: number; length: number }): void => {
            expect(range.offset).toBeGreaterThanOrEqual(0);
            expect(range.length).toBeGreaterThanOrEqual(0);
            expect(range.offset + range.length).toBeLessThanOrEqual(text.length);
          };
          for (const { range } of await assist.completions(file.path, text, offset)) inside(range);
          const hover = await assist.hover(file.path, text, offset);
          if (hover !== null) inside(hover.range);
          for (const hint of await assist.hints(file.path, text)) inside({ offset: hint.offset, length: 0 });
          for (const { range } of await assist.occurrences(file.path, text, offset)) inside(range);
          await assist.definition(file.path, text, offset);
          const edits = await assist.rename(file.path, text, offset, 'other');
          if (!('problem' in edits)) edits.forEach(inside);
          const before = parseDocument(text).problems.length;
          for (const rewrite of await assist.rewrites(file.path, text, { offset, length: 0 })) {
            rewrite.edits.forEach(inside);
            expect(parseDocument(applyEdits(text, rewrite.edits)).problems.length).toBeLessThanOrEqual(
              before,
            );
          }
        },
      ),
      { numRuns: 400, seed: 3 },
    );
  });

  it('offers nothing in files that are no documents, and in an empty one', async () => {
    expect(await assistance().completions('/work/hosts.json', '{ "machine": "" }', 13)).toEqual([]);
    expect(await assistance().hints('/work/a.vmlayout.json', '')).toEqual([]);
  });
});

describe('what is read of a broken layout', () => {
  it('keeps VMs at their places and leaves out what the schema refuses', () => {
    const { value } = parseDocument(
      '{ "machine": "m", "title": 7, "vms": [3, { "name": "a", "pus": "0-1", "policy": "bnd", "memory": "1GiB" }, { "pus": "2," }], "defaults": { "backing": "anon", "cells": 1 } }',
    );
    expect(soundLayout(value)).toEqual({
      version: 1,
      machine: 'm',
      vms: [
        { name: '', pus: '' },
        { name: 'a', pus: '0-1', memory: '1GiB' },
        { name: '', pus: '2,' },
      ],
      defaults: { backing: 'anon' },
    });
  });
});

describe('parses', () => {
  it('are made once for a text, whoever asks', () => {
    const owner = {};
    const first = parsedText(owner, '/a', '{}');
    expect(parsedText(owner, '/a', '{}')).toBe(first);
    expect(parsedText(owner, '/a', '{ }')).not.toBe(first);
    expect(parsedText({}, '/a', '{}')).not.toBe(first);
  });
});
