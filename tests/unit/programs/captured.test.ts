import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allSuites } from '../../../src/core/programs/all';
import { outputFormats, readOutput } from '../../../src/core/programs/readOutput';

const folder = join(import.meta.dirname, 'captured');

/** `hpcc-2-ranks.txt` is an output of `hpcc`; files without such a beginning are inputs and the like. */
const outputs = readdirSync(folder).flatMap((file) => {
  const format = outputFormats.find((name) => file.startsWith(`${name}-`));
  return format === undefined ? [] : [[file, format] as const];
});

/** Kept outside the repository (readOutput.test.ts), and in npb.test.ts in its form. */
const elsewhere: readonly string[] = ['npb'];

describe('captured outputs', () => {
  it.each(outputs)('%s is recognized as %s among all formats, and has numbers', (file, format) => {
    const read = readOutput('auto', readFileSync(join(folder, file), 'utf8'));
    expect(read?.format).toBe(format);
    const { seconds, values, verified } = read?.metrics ?? { seconds: null, values: {}, verified: null };
    expect(seconds !== null || Object.keys(values).length > 0).toBe(true);
    expect(verified).not.toBe(false);
  });

  it('are there for every suite that recognizes its output', () => {
    const suites = allSuites.filter(({ recognize }) => recognize !== undefined).map(({ id }) => id);
    const known = new Set<string>([...elsewhere, ...outputs.map(([, format]) => format)]);
    expect(suites.filter((id) => !known.has(id))).toEqual([]);
  });
});
