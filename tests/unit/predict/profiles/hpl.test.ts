import { describe, expect, it } from 'vitest';
import { readHplInput } from '../../../../src/core/predict/profiles/hplInput';
import { profileOf } from '../../../../src/core/predict/profiles/profileOf';
import { partnersOf } from '../../../../src/core/predict/profiles/partners';
import { readHpcc } from '../../../../src/core/programs/readers/hpcc';
import { sourceProblems } from '../sources';
import { hpccOutput, hpccWorkload } from './npbWorkload';

const text = hpccWorkload.files['hpccinf.txt']!;

/** The same input with other lines, from 0. */
function input(lines: Readonly<Record<number, string>>): string {
  return text
    .split('\n')
    .map((line, at) => lines[at] ?? line)
    .join('\n');
}

const profile = (lines: Readonly<Record<number, string>>, ranks: number) =>
  profileOf({ ...hpccWorkload, files: { 'hpccinf.txt': input(lines) } }, ranks);

describe('the solver of HPCC', () => {
  it('counts the operations that its run printed', () => {
    const { values, seconds } = readHpcc(hpccOutput)!;
    const printed = values['HPL_Tflops']!.value * 1e12 * seconds!;
    const { operations } = profileOf(hpccWorkload, 2)!;
    expect(Math.abs(operations.value / printed - 1)).toBeLessThan(1e-4);
    expect(sourceProblems(profileOf(hpccWorkload, 2))).toEqual([]);
  });

  it('reads the input, and only one system in a grid of rows', () => {
    expect(readHplInput(text)).toEqual({ rows: 256, blockRows: 32, gridRows: 1, gridColumns: 2 });
    expect(readHplInput(input({ 4: '2 # of problems sizes', 5: '256 512 Ns' }))).toBeNull();
    expect(readHplInput(input({ 8: '1 PMAP' }))).toBeNull();
    expect(readHplInput('')).toBeNull();
    expect(profileOf(hpccWorkload, 4)).toBeNull();
  });

  it('sends panels along rows and swaps rows along columns of its ranks', () => {
    const { messages } = profile({ 10: '2 Ps', 11: '4 Qs' }, 8)!;
    expect(messages.map(({ what }) => what)).toEqual([
      'panel along a row',
      'rows along a column',
      'search for a pivot',
    ]);
    expect(partnersOf(messages[0]!.pattern, 3, 8)).toEqual([0]);
    expect(partnersOf(messages[1]!.pattern, 3, 8)).toEqual([7]);
    // All panels together are half of the matrix, handed on by three of four in each row.
    const bytes = messages[0]!.count.value * messages[0]!.bytes.value * 8;
    expect(bytes).toBe((3 / 4) * (256 ** 2 / 2) * 8 * 4);
  });

  it('changes the rest of the matrix with each panel: a third of the cube over the block', () => {
    const [sweep] = profile({ 5: '1024 Ns', 7: '64 NBs' }, 2)!.sweeps;
    expect(sweep!.bytes.value).toBeCloseTo((16 * 1024 ** 3) / 3 / 64);
    expect(sweep!.reuseBytes.value).toBe((8 * 1024 ** 2) / 2);
  });
});
