import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuListProblem, formatCpuList, MAX_CPU_LIST, parseCpuList } from '../../../src/core/text/cpuList';

describe('CPU lists', () => {
  it.each([
    ['', []],
    ['0', [0]],
    ['0-3,8', [0, 1, 2, 3, 8]],
    ['8,0-1', [8, 0, 1]],
    ['1,1,0-1', [1, 1, 0, 1]],
    ['0-7:2', [0, 2, 4, 6]],
    ['0-8:4,1', [0, 4, 8, 1]],
    [' 0-1, 3\n', [0, 1, 3]],
  ])('reads %j in the order written', (text, numbers) => {
    expect(parseCpuList(text)).toEqual(numbers);
    expect(cpuListProblem(text)).toBeNull();
  });

  it.each([
    ['3-1', 'downwards'],
    ['0-3,x', '`x`'],
    ['1,', '``'],
    ['0-4:0', 'step'],
    ['0-4000000000', '1048575'],
    ['0-1048575', `${MAX_CPU_LIST}`],
  ])('says what is wrong with %j', (text, word) => {
    expect(cpuListProblem(text)).toContain(word);
  });

  it('keeps what can be read beside what cannot, and reports the first fault', () => {
    expect(parseCpuList('0-1,9-3,7')).toEqual([0, 1, 7]);
    expect(cpuListProblem('5-3,9-2')).toContain('5-3');
  });

  it('cannot be made to fill the memory', () => {
    const hostile = Array.from({ length: 5000 }, () => '0-1048575').join(',');
    expect(parseCpuList(hostile)).toHaveLength(MAX_CPU_LIST);
  });

  it('writes ranges', () => {
    expect(formatCpuList([0, 1, 2, 3, 8])).toBe('0-3,8');
    expect(formatCpuList([3, 2, 1])).toBe('3,2,1');
    expect(formatCpuList([])).toBe('');
  });

  it('gives back any numbers in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 200 }), { maxLength: 60 }), (numbers) => {
        expect(parseCpuList(formatCpuList(numbers))).toEqual(numbers);
      }),
    );
  });
});
