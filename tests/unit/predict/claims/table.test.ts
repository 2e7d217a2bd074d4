import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allClaims } from '../../../../src/core/predict/claims/claims';
import type { Answer } from '../../../../src/core/predict/claims/question';
import { scoreClaims } from '../../../../src/core/predict/claims/score';
import { claimsTable } from '../../../../src/core/predict/claims/table';
import { predictedText, statedText, wrapped } from '../../../../src/core/predict/claims/words';

const always =
  (value: number, low = value, high = value): Answer =>
  () => ({ value, low, high });

function tableOf(answer: Answer, ids: readonly string[] = []): string {
  const claims = allClaims.filter(({ id }) => ids.length === 0 || ids.includes(id));
  return claimsTable(scoreClaims(claims, answer));
}

describe('the table of claims', () => {
  it('has a claim in words, where it stands, and its values beside the model', () => {
    expect(tableOf(always(1.4, 1.35, 1.5), ['N5']))
      .toBe(`    value                               paper       model                inside?

N5  Class C on AMD 4x4: the same order, and all of it larger than with class B.
    held out; section abstract, I, VIII-C, XI
    one VM, warm, mean                  54 to 55 %  40.0 (35.0 to 50.0)  outside
    one VM, cold, mean                  27 %        40.0 (35.0 to 50.0)  outside
    one VM a socket, mean               10 to 11 %  40.0 (35.0 to 50.0)  outside

held out: 0 of 3 values inside, 0 within intervals, 0 not predicted
fitted: 0 of 0 values inside, 0 within intervals, 0 not predicted
median error of held-out percentages: 14.0 points
`);
  });

  it('says the condition, and why nothing is predicted, once a claim', () => {
    const table = tableOf(() => ({ notPredicted: 'the model has no faults yet' }), ['N10']);
    expect(table.match(/condition: shadow page tables and slab/g)).toHaveLength(1);
    expect(table.match(/not predicted: the model has no faults yet/g)).toHaveLength(1);
    expect(table.match(/not predicted {2}outside/g)).toHaveLength(2);
    expect(table).toContain('percentages: none, half or more are not predicted\n');
  });

  it('lists orderings by whether they are right, and tells fitted ones', () => {
    const table = tableOf(
      ({ cell }) => {
        const value = cell.techniques.length + 1;
        return { value, low: value, high: value };
      },
      ['N16', 'N28'],
    );
    expect(table).toContain('orderings right: 1\nN16 warm is faster than reclaimed, mean (fitted)\n');
    expect(table).toContain('orderings wrong: 2\nN28 fewer faults reach the host with slab, mean\n');
    expect(table).not.toContain('orderings not predicted');
  });

  it('has all claims within 80 columns, whatever the model says', () => {
    const part = fc.double({ min: 0, max: 20, noNaN: true });
    fc.assert(
      fc.property(part, part, part, (low, more, most) => {
        const table = tableOf(always(low + more, low, low + more + most));
        const long = table.split('\n').filter((line) => line.length > 80);
        expect(long).toEqual([]);
        for (const { id, values } of allClaims) {
          expect(table).toContain(`\n${id.padEnd(4)}`);
          expect(values.length).toBeGreaterThan(0);
        }
        expect(table).not.toMatch(/ \n/);
      }),
      { numRuns: 10 },
    );
  });

  it('of nothing is a summary of nothing', () => {
    expect(claimsTable([])).toContain('held out: 0 of 0 values inside');
  });
});

describe('words', () => {
  const value = { kind: 'change', unit: 'percent', statedLow: 54, statedHigh: 55 } as const;

  it.each([
    [value, '54 to 55 %'],
    [{ ...value, statedHigh: 54 }, '54 %'],
    [{ kind: 'ratio', unit: 'times', statedLow: 3.62, statedHigh: 3.62 }, '3.62 x'],
    [{ kind: 'decades', unit: 'decades', statedLow: 3, statedHigh: 3 }, '3 decades'],
    [{ kind: 'ordering', unit: 'pairs', statedLow: 8, statedHigh: 8 }, 'all of 8 pairs'],
    [{ kind: 'ordering', unit: 'pairs', statedLow: 1, statedHigh: 1 }, '1 pair'],
    [{ kind: 'count', unit: 'programs', statedLow: 5, statedHigh: 5 }, '5 programs'],
  ] as const)('%j is %s', (stated, text) => {
    expect(statedText(stated)).toBe(text);
  });

  it.each([
    ['percent', -0.01, -0.02, 0.01, '0.0'],
    ['percent', 12.34, 10, 15, '12.3 (10.0 to 15.0)'],
    ['times', 3.618, 3.618, 3.618, '3.62'],
    ['times', 66.4, 60, 70, '66.4 (60.0 to 70.0)'],
    ['times', 1234, 1234, 1234, '1234'],
    ['times', 0.5, 0.5, 0.5, '0.50'],
    ['pairs', 7, 6, 8, '7 (6 to 8)'],
    ['programs', 5, 5, 5, '5'],
  ] as const)('%s %d, %d to %d', (unit, predicted, low, high, text) => {
    const [scored] = scoreClaims(allClaims, always(1));
    if (scored === undefined) throw new Error('There is no claim.');
    expect(predictedText({ ...scored, unit, predicted, low, high })).toBe(text);
  });

  it('are wrapped at spaces, and nothing is lost', () => {
    expect(wrapped('one two three', 7)).toEqual(['one two', 'three']);
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 1 }),
        fc.integer({ min: 9, max: 30 }),
        (words, width) => {
          const lines = wrapped(words.join(' '), width);
          expect(lines.join(' ')).toBe(words.join(' '));
          for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});
