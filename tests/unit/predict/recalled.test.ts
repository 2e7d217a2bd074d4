import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startValues } from '../../../src/core/predict/fittedParameters';
import { parametersOf } from '../../../src/core/predict/machines/parametersOf';
import { memoryPath } from '../../../src/core/predict/paths/memoryPath';
import { machine } from '../../support/experiments';
import { builtIn } from './machines/builtIn';
import { npbProfile, PROGRAMS } from './profiles/npbWorkload';
import { sourcedNumbers } from './sources';

const ids = readdirSync('media/machines').map((name) => name.replace('.vmtopology.json', ''));
const generic = parametersOf(machine(2, 2));
const everything: unknown = [
  ids.map((id) => parametersOf(builtIn(id))),
  PROGRAMS.map((program) => npbProfile(program, 'B', 16)),
  memoryPath(generic, 1e-7, 'ranks', startValues),
];

/** Publications behind `recalled from`, up to the words that end them. */
const publications = new Set(
  sourcedNumbers(everything).flatMap(({ source }) =>
    [...String(source).matchAll(/recalled from (.+?), not checked against a copy/g)].map(([, name]) => name!),
  ),
);

const listed = /## Recalled, not checked\n([\s\S]*?)(?=\n## |$)/.exec(
  readFileSync('docs/model/machines.md', 'utf8'),
)?.[1];

describe('publications that nobody has held against a copy', () => {
  it('are some', () => {
    expect(publications.size).toBeGreaterThan(4);
  });

  it.each([...publications])('docs/model/machines.md lists %s', (name) => {
    expect(listed?.replace(/\s+/g, ' ')).toContain(name);
  });

  it('are no others than those that are listed', () => {
    expect(listed?.match(/^\| (?!-|publication)/gm)).toHaveLength(publications.size);
  });
});
