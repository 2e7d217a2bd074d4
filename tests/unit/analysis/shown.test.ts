import { describe, expect, it } from 'vitest';
import { resultsCsv } from '../../../src/core/analysis/csv';
import { figureFor } from '../../../src/core/analysis/figures/kinds';
import { WHOLE_VIEW } from '../../../src/core/analysis/figures/shown';
import {
  chanceText,
  orderInWords,
  verdictText,
  percentText,
  secondsText,
} from '../../../src/core/analysis/format';
import type { Results } from '../../../src/core/analysis/results';
import { resultsTable } from '../../../src/core/analysis/table';
import type { Schedule } from '../../../src/core/experiment/schedule';
import type { AttemptState } from '../../../src/core/journal/state';
import { attempt, schedule, took, WORKLOADS } from './attempt';

const vcpu = { kind: 'vcpu', vm: 'vm0', index: 0, declared: '3', found: '3' };
const done = [
  took('s1', 10),
  took('s2', 12, { placements: [vcpu] }),
  took('s3', 9.5),
  took('s4', 20),
  took('s5', 30),
  took('s2', 0.5, { placements: [{ ...vcpu, found: '7', ok: false }] }),
];
const only = WORKLOADS.slice(0, 1);

describe('the table of a terminal', () => {
  it('shows times, slowdowns, what was left out and where everything was found', () => {
    const { results } = attempt(done, [0], { workloads: only });
    expect(`\n${resultsTable({ ...results, origin: 'rehearsed' })}`).toBe(
      `
first-cut  a1
1 of 5 blocks, no inference  (rehearsed: times mean nothing)
6 of 12 runs, 0 failed, 1 marked

layout  workload  phase  sessions  runs  seconds, median (95 %)   mean     sd  clock    slowdown (95 %)
------  --------  -----  --------  ----  ----------------------  -----  -----  -------  -------------------------
native  stencil   cold          2     2  15.00 (10.00 to 20.00)  15.00  7.071  program  baseline
native  stencil   warm          0     0  -                           -      -  -        baseline
wide    stencil   cold          2     2  21.00 (12.00 to 30.00)  21.00  12.73  program  +34.2 % (-67.5 to +453.8)
wide    stencil   warm          0     0  -                           -      -  -        -
four    stencil   cold          1     1  9.500                   9.500      -  program  -5.0 %
four    stencil   warm          0     0  -                           -      -  -        -

time of  against  workload  phase  blocks  difference (95 %)          p     effect  verdict
-------  -------  --------  -----  ------  -------------------------  ----  ------  ------------------------
wide     native   stencil   cold        2  +34.2 % (-67.5 to +453.8)  0.50    1.00  undecided, 5 more blocks

left out of  workload  phase  runs  why
-----------  --------  -----  ----  -------------------------
wide         stencil   cold      1  placement not as declared

placement  VM   vCPUs on PUs      ranks on CPUs  memory on nodes  readings  verified
---------  ---  ----------------  -------------  ---------------  --------  ---------------------
wide       vm0  3/7 (declared 3)  -              -                       2  NO, 1 not as declared
`,
    );
  });

  it('is plain ASCII and says nothing of the origin of measured times', () => {
    const text = resultsTable(attempt(done, [0]).results);
    expect(text).toMatch(/^[\n -~]*$/);
    expect(text).not.toContain('rehearsed');
  });
});

describe('results that stop at a precision', () => {
  const sequential: Schedule = { ...schedule, precision: { width: 0.04, minimum: 2, maximum: 5 } };
  const shown = (precise: AttemptState['precise']): ReturnType<typeof attempt>['results'] =>
    attempt(done, [0, 1], {
      ...{ workloads: only, schedule: sequential },
      state: { ...attempt(done, []).state, precise, blocksEnded: [0, 1] },
    }).results;

  it('say before, in table and chart, that intervals will be sequential', () => {
    const results = shown(null);
    const note =
      'stops when precise, after 2 to 5 blocks (95 % intervals of wall time ratios narrower than 0.04): intervals are sequential';
    expect(results).toMatchObject({ sequential: note, standing: '2 of 2 to 5 blocks, preliminary' });
    expect(resultsTable(results)).toContain(`\n${note}\n`);
    expect(figureFor(results, 'slowdown', WHOLE_VIEW)).toMatchObject({
      note: expect.stringContaining(note) as string,
    });
  });

  const legendOf = (results: Results): string => {
    const figure = figureFor(results, 'slowdown', WHOLE_VIEW);
    return 'legend' in figure ? figure.legend : '';
  };

  it('of a prediction are those of its draws, and not sequential', () => {
    const predicted = { ...shown(null), origin: 'predicted' } as const;
    const legend = legendOf(predicted);
    expect(legend).toMatch(/error bars: 95 % of further draws, n = 2 blocks/);
    expect(legend).not.toContain('sequential');
    expect(legendOf(shown(null))).toContain('sequential');
  });

  it('count to the block at which it stopped', () => {
    const results = shown({ block: 1, blocks: 2, width: 0.0312345 });
    expect(results).toMatchObject({
      sequential:
        'stopped when precise, after 2 blocks (95 % intervals of wall time ratios at most 0.031 wide, 0.04 asked): intervals are sequential',
      standing: '2 of 2 blocks',
      ...{ blocks: { ended: 2, planned: 2 }, runs: { planned: 12 } },
    });
  });

  it('are others: a given number of blocks is not spoken of', () => {
    const { results } = attempt(done, [0, 1], { workloads: only });
    expect(results.sequential).toBeNull();
    expect(resultsTable(results)).not.toContain('sequential');
  });
});

describe('the means', () => {
  it('stand in the table of a terminal where there are several workloads', () => {
    const sort = { workload: 'w2' } as const;
    const text = resultsTable(attempt([...done, took('s1', 5, sort), took('s2', 8, sort)], [0]).results);
    // (34.164 + 60) / 2
    // The geometric one is the root of 1.34164 x 1.6, less 1.
    expect(text).toContain('wide                 cold   +47.1 %   +46.5 %                   2\n');
  });
});

describe('numbers as text', () => {
  it.each([
    [0.3921, '+39.2 %'],
    [-0.05, '-5.0 %'],
    [-0.0001, '0.0 %'],
    [null, '-'],
  ])('slowdown %s is %s', (value, text) => {
    expect(percentText(value)).toBe(text);
  });

  it.each([
    [1234.5, '1235'],
    [12.345, '12.35'],
    [0.00294533, '0.002945'],
    [0, '0'],
    [null, '-'],
  ])('%s seconds are %s', (value, text) => {
    expect(secondsText(value)).toBe(text);
  });
});

describe('CSV', () => {
  it('has a row for each run, with units in the head', () => {
    const rate = { pattern: 'rate (\\S+)', unit: 'MB/s', better: 'higher' } as const;
    const workloads = [{ ...WORKLOADS[0]!, title: 'a, "b"', metrics: { rate } }];
    const runs = [
      took('s1', 10, { prints: 'time 10\nrate 7\nok\n' }),
      took('s2', 1, { state: 'failed', exit: 3 }),
    ];
    const { samples, results } = attempt(runs, [], { workloads });
    expect(resultsCsv(samples, results).split('\r\n')).toEqual([
      'attempt,origin,block,session,layout,workload,phase,run,state,exit_code,began_unix_seconds,wall_seconds,' +
        'seconds,clock,verified,counted,left_out_because,marks,tries,earlier_runs,session_order,session_outlier,rate [MB/s]',
      'a1,measured,0,s1,native,"a, ""b""",cold,r1,ok,0,1002,9,10,program,true,true,,,1,,1,false,7',
      'a1,measured,0,s2,wide,"a, ""b""",cold,r2,failed,3,1005,9,,,true,false,failed with exit code 3,,1,,2,,',
      '',
    ]);
  });
});

describe('what statistics say', () => {
  it.each([
    [null, '-'],
    [0.00001, '<0.0001'],
    [0.00123, '0.0012'],
    [0.0412, '0.041'],
    [0.5, '0.50'],
    [1, '1.00'],
  ])('a chance of %s is %s', (p, text) => {
    expect(chanceText(p)).toBe(text);
  });

  it('verdicts name the margin and what is missing', () => {
    expect(verdictText({ kind: 'equivalent' }, 0.05)).toBe('equivalent within 5 %');
    expect(verdictText({ kind: 'worse' }, 0.05)).toBe('worse');
    expect(verdictText({ kind: 'undecided', more: 1 }, 0.05)).toBe('undecided, 1 more block');
    expect(verdictText({ kind: 'undecided', more: 'none' }, 0.05)).toBe(
      'undecided, more blocks would not do',
    );
    expect(verdictText({ kind: 'undecided', more: null }, 0.05)).toBe('undecided');
  });

  it('order effects say what they mean, and their absence what was asked', () => {
    const drift = { kind: 'drift', values: 30, correlation: 0.8, p: 0.001, change: 0.021 } as const;
    expect(orderInWords({ ...drift, found: true })).toBe(
      'order: times change by +2.1 % from first to last over the attempt (rank correlation 0.80, p 0.0010, 30 times): compare within blocks alone',
    );
    expect(orderInWords({ ...drift, p: 0.4, found: false, kind: 'position' })).toBe(
      'order: no trend found within blocks (rank correlation 0.80, p 0.40, 30 times)',
    );
  });
});
