import { describe, expect, it } from 'vitest';
import { npb } from '../../../src/core/programs/npb';
import { readNpb } from '../../../src/core/programs/readers/npb';
import { workload } from './workloads';

/** The end of an MPI program's output, in the form of NPB 3.3's print_results. */
const MPI_OUTPUT = `
 NAS Parallel Benchmarks 3.3 -- CG Benchmark

 CG Benchmark Completed.
 Class           =                        B
 Size            =                    75000
 Iterations      =                       75
 Time in seconds =                    12.50
 Total processes =                       16
 Compiled procs  =                       16
 Mop/s total     =                  4376.64
 Mop/s/process   =                   273.54
 Operation type  =           floating point
 Verification    =               SUCCESSFUL
 Version         =                    3.3.1
 Compile date    =              01 Jan 2026
`;

const problem = (program: string, ranks: number, directory = '/opt/NPB3.4/bin') =>
  npb.rankProblem(workload({ program, directory }), ranks);

describe('output of NPB', () => {
  it('gives time, rates and what the program says of itself', () => {
    expect(readNpb(MPI_OUTPUT)).toEqual({
      seconds: 12.5,
      values: {
        rate: { value: 4376.64, unit: 'Mop/s', better: 'higher' },
        ratePerProcess: { value: 273.54, unit: 'Mop/s', better: 'higher' },
      },
      verified: true,
      facts: {
        ...{ program: 'cg', class: 'B', size: '75000', iterations: '75', ranks: '16' },
        ...{ version: '3.3.1', compiled: '01 Jan 2026' },
      },
    });
  });

  it('tells a wrong result from one that was not checked', () => {
    expect(readNpb(MPI_OUTPUT.replace('SUCCESSFUL', 'UNSUCCESSFUL'))?.verified).toBe(false);
    expect(readNpb(MPI_OUTPUT.replace('SUCCESSFUL', 'NOT PERFORMED'))?.verified).toBeNull();
  });

  it('has no time where Fortran had no room for it', () => {
    expect(readNpb(MPI_OUTPUT.replace('12.50', '*****'))?.seconds).toBeNull();
  });

  it('is not found in output that ends before the results', () => {
    expect(readNpb(MPI_OUTPUT.slice(0, 60))).toBeNull();
  });
});

describe('rank counts of NPB', () => {
  it.each([
    ['bt', 16],
    ['sp', 9],
    ['cg', 8],
    ['ep', 7],
    ['lu', 6],
    ['lu', 8],
    ['bt', 1],
  ])('%s runs with %i', (program, ranks) => {
    expect(problem(program, ranks)).toBeNull();
  });

  it.each([
    ['bt', 8, 'NPB01', [4, 9]],
    ['sp', 2, 'NPB01', [1, 4]],
    ['ft', 6, 'NPB02', [4, 8]],
    ['is', 12, 'NPB02', [8, 16]],
    // 5 = 5 x 1 and 3 = 3 x 1 are too slim for LU; 4 = 2 x 2, 6 = 3 x 2 and 2 = 2 x 1 are not.
    ['lu', 5, 'NPB02', [4, 6]],
    ['lu', 3, 'NPB02', [2, 4]],
  ])('%s does not run with %i', (program, ranks, rule, nearest) => {
    expect(problem(program, ranks)).toMatchObject({ rule, nearest });
  });

  it('are powers of two for LU before NPB 3.4', () => {
    expect(problem('lu', 6, '/opt/NPB3.3.1/NPB3.3-MPI/bin')).toMatchObject({
      rule: 'NPB02',
      nearest: [4, 8],
    });
  });

  it('name the program and the remedy', () => {
    expect(problem('bt', 8)?.message).toBe(
      'BT cannot run with 8 ranks: it needs a square number. Use 4 or 9 ranks.',
    );
  });

  it('do not concern threads', () => {
    expect(npb.rankProblem(workload({ launcher: 'openmp' }), 8)).toBeNull();
  });
});

describe('binaries of NPB', () => {
  it('are looked for under both names', () => {
    expect(npb.candidates(workload({ problemClass: 'B', directory: '/npb/' }), 16)).toEqual([
      ['/npb/bt.B.x'],
      ['/npb/bt.B.16'],
    ]);
  });
});
