import { describe, expect, it } from 'vitest';
import { comparisonsOf } from '../../../src/core/analysis/comparisons';
import { meansOf } from '../../../src/core/analysis/means';
import { analysisMemory } from '../../../src/core/analysis/memory';
import type { CellResult, Comparison } from '../../../src/core/analysis/results';
import type { SessionTime } from '../../../src/core/analysis/sessionTimes';
import { moreBlocks } from '../../../src/core/analysis/verdict';

function times(seconds: readonly number[]): readonly SessionTime[] {
  return seconds.map((value, block) => ({
    ...{ session: `s${block}`, block, seconds: value },
    ...{ runs: 1, began: block, outlier: false },
  }));
}

/** A cell that took these times, one a block. */
function cell(layout: string, seconds: readonly number[], more: Partial<CellResult> = {}): CellResult {
  return {
    ...{ layout, setting: '', levels: {}, workload: 'CG', phase: 'cold', leftOut: [], clock: 'program' },
    ...{ sessions: seconds.length, runs: seconds.length, times: times(seconds) },
    ...{ medianSeconds: null, medianInterval: null, meanSeconds: null, sdSeconds: null },
    ...{ minSeconds: null, maxSeconds: null, traffic: null },
    ...{ slowdown: null, slowdownMin: null, slowdownMax: null, slowdownInterval: null },
    ...more,
  };
}

const compared = (...cells: readonly CellResult[]): readonly Comparison[] =>
  comparisonsOf(cells, 0.05, analysisMemory());
const names = (list: readonly Comparison[]): readonly string[] =>
  list.map(({ one, other }) => `${one.layout} ${one.setting}/${other.layout} ${other.setting}`);

const steady = [10, 10.1, 9.9, 10.05, 9.95, 10, 10.02, 9.97, 10.04, 9.96];
const slow = steady.map((value, at) => value * (2 + 0.01 * at + 0.001 * at * at));

describe('pairs', () => {
  it('are every two layouts of one program and phase, the later against the earlier', () => {
    const list = compared(cell('native', steady), cell('wide', slow), cell('four', steady));
    expect(names(list)).toEqual(['wide /native ', 'four /native ', 'four /wide ']);
    expect(list[0]?.ratio).toBeCloseTo(2.073, 3);
    expect(list[2]?.ratio).toBeCloseTo(1 / 2.073, 3);
    expect(list.map(({ family }) => family)).toEqual([3, 3, 3]);
  });

  it('are never of two programs or phases', () => {
    expect(compared(cell('wide', slow), cell('four', slow, { workload: 'FT' }))).toEqual([]);
    expect(compared(cell('wide', slow), cell('four', slow, { phase: 'warm' }))).toEqual([]);
  });

  it('differ in one thing; levels of guests do not count beside the native machine', () => {
    const at = (thp: string, guest: string): Partial<CellResult> => ({
      levels: { 'host.thp': thp, ...(guest === '' ? {} : { 'guest.thp': guest }) },
      setting: [thp, guest].join(' ').trim(),
    });
    const list = compared(
      cell('native', steady, at('never', '')),
      cell('native', steady, at('always', '')),
      cell('wide', slow, at('never', 'never')),
      cell('wide', slow, at('always', 'always')),
      cell('four', slow, at('never', 'never')),
    );
    expect(names(list)).toEqual([
      'native always/native never',
      'wide never never/native never',
      'four never never/native never',
      'wide always always/native always',
      'four never never/wide never never',
    ]);
  });
});

describe('verdicts', () => {
  it('say worse and better by the corrected test', () => {
    const list = compared(cell('native', steady), cell('wide', slow));
    expect(list[0]).toMatchObject({ verdict: { kind: 'worse' }, effect: 1 });
    // 2 / 2^10, the smallest that ten blocks can give.
    expect(list[0]?.p).toBeCloseTo(2 / 1024, 10);
    expect(compared(cell('wide', slow), cell('four', steady))[0]?.verdict).toEqual({ kind: 'better' });
  });

  it('correct for the comparisons of the family', () => {
    const list = compared(
      cell('a', steady),
      cell('b', slow),
      cell(
        'c',
        slow.map((value, at) => value * (3 + 0.07 * at)),
      ),
    );
    expect(list.map(({ p, adjusted }) => (adjusted ?? 0) / (p ?? 1))).toEqual([3, 3, 3]);
  });

  it('say equivalent where the interval lies within the margin, also of a difference that is sure', () => {
    const list = compared(
      cell('native', steady),
      cell(
        'wide',
        steady.map((value) => value * 1.01),
      ),
    );
    expect(list[0]?.verdict).toEqual({ kind: 'equivalent' });
    expect(list[0]?.p).toBeLessThan(0.05);
  });

  it('say how many blocks are missing: the test cannot speak before there are enough', () => {
    const list = compared(cell('native', steady.slice(0, 3)), cell('wide', slow.slice(0, 3)));
    // 2 / 2^n is below 5 % from six on.
    expect(list[0]?.verdict).toEqual({ kind: 'undecided', more: 3 });
    expect(compared(cell('native', []), cell('wide', []))[0]).toMatchObject({
      ...{ blocks: 0, ratio: null, interval: null, p: null, adjusted: null, effect: null },
      verdict: { kind: 'undecided', more: 6 },
    });
  });

  it('give no advice where no sensible number would do', () => {
    const wild = [1, -1, 1, -1, 1, -1].map((sign) => sign * 2 + 0.0001);
    expect(moreBlocks(wild, 0.001, 1)).toBe('none');
  });

  it('as many blocks as advised are enough when they are like those so far', () => {
    const some = [0.02, 0.35, 0.1, 0.3, -0.05];
    const more = Number(moreBlocks(some, 0.05, 1));
    expect(more).toBeGreaterThan(0);
    const many = Array.from({ length: some.length + more + 1 }, (_, at) => some[at % some.length] ?? 0);
    const after = compared(
      cell(
        'native',
        many.map(() => 10),
      ),
      cell(
        'wide',
        many.map((log, at) => 10 * Math.exp(log + at * 1e-9)),
      ),
    );
    expect(after[0]?.verdict).toEqual({ kind: 'worse' });
  });
});

describe('means over programs', () => {
  it('have an interval over the blocks in which all programs have both', () => {
    const native = cell('native', [10, 10, 10]);
    const [one, other] = [
      cell('wide', [12, 12.5, 13], { slowdown: 0.25 }),
      cell('wide', [20, 22], { slowdown: 1.1, workload: 'FT' }),
    ];
    const [mean] = meansOf([
      { cell: one, baseline: native },
      { cell: other, baseline: native },
    ]);
    expect(mean?.geometric).toBeCloseTo(Math.sqrt(1.25 * 2.1) - 1, 12);
    const logs = [(Math.log(1.2) + Math.log(2)) / 2, (Math.log(1.25) + Math.log(2.2)) / 2];
    const half = (12.706204736174705 * Math.abs(logs[0]! - logs[1]!)) / 2;
    expect(mean?.geometricInterval?.[1]).toBeCloseTo(Math.exp((logs[0]! + logs[1]!) / 2 + half) - 1, 9);
  });
});
