import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { caseOf, runCases } from '../../fuzz/campaign';
import { corpusOf } from '../../fuzz/corpus';
import { slowCases, type Timing } from '../../fuzz/slow';
import { subjectsOf } from '../../fuzz/subjects';

const ROOT = join(import.meta.dirname, '../../..');
const CASES = 3000;
const corpus = corpusOf(ROOT);

describe('spoiled documents, captures and outputs', () => {
  it('the texts that are spoiled are good ones, of every kind', async () => {
    const subjects = subjectsOf(corpus);
    for (const { kind, name, text } of corpus) {
      const { result, faults } = subjects.judge(kind, text, await subjects.run(kind, text));
      // Fragments of a program's input lie among its outputs.
      if (kind !== 'output') expect([name, result]).toEqual([name, 'read']);
      expect(faults).toEqual([]);
    }
    expect(new Set(corpus.map(({ kind }) => kind)).size).toBe(6);
  });

  // `npm run fuzz` runs 100,000 and looks at their times as well.
  it(
    `make no exception and no finding outside their text: ${CASES} of seed 7`,
    { timeout: 120_000 },
    async () => {
      const report = await runCases(corpus, subjectsOf(corpus), 7, { first: 0, step: 1, end: CASES });
      expect(report.faults).toEqual([]);
      // Enough must get past syntax and schema, or nothing but the parser is tried.
      for (const [kind, { cases, read }] of Object.entries(report.counts))
        expect([kind, read / cases > 0.04]).toEqual([kind, true]);
    },
  );

  it('are the same for the same seed', () => {
    expect(caseOf(corpus, 7, 123)).toEqual(caseOf(corpus, 7, 123));
    expect(caseOf(corpus, 8, 123).text).not.toBe(caseOf(corpus, 7, 123).text);
  });
});

describe('slow cases', () => {
  const usual: Timing[] = Array.from({ length: 100 }, (_, index) => ({
    ...{ index, kind: 'layout', result: 'read', size: 1000, milliseconds: 1 },
  }));
  const slow: Timing = { index: 100, kind: 'layout', result: 'read', size: 1000, milliseconds: 30 };

  it('are those that are slow again', async () => {
    const found = (again: number): Promise<readonly Timing[]> =>
      slowCases(
        [...usual, slow],
        () => Promise.resolve(again),
        () => Promise.resolve(0),
      );
    expect(await found(29)).toMatchObject([{ index: 100, milliseconds: 29, median: 1 }]);
    expect(await found(1)).toEqual([]);
  });

  it('may take as long as the PUs that they ask for', async () => {
    const units = (): Promise<number> => Promise.resolve(65536);
    expect(await slowCases([...usual, slow], () => Promise.resolve(30), units)).toEqual([]);
  });
});
