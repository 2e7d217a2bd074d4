import type { Workload } from '../../experiment/workload';
import { fitted, type FittedValues } from '../fittedParameters';
import { sourced } from '../sourced';
import { readHplInput, type HplInput } from './hplInput';
import { doublings } from './partners';
import type { MessageKind, Profile, Sweep } from './profile';
import { memoryWith } from './runtimeMemory';

const WORD = 8;

/** HPL's own description of its algorithm and of its cost; loops and calls of the solver were not opened. */
const SOURCE =
  'estimated from the algorithm: Petitet, Whaley, Dongarra, Cleary, HPL algorithm and scalability, netlib.org/benchmark/hpl';

/**
 * The linear solver of HPCC, whose time is what hpcc reports as its own (readers/hpcc.ts). Its other parts are rates and
 * have no time here. null for an input that is not one system, or whose grid is not of all ranks.
 */
export function hplProfile(workload: Workload, ranks: number, values: FittedValues): Profile | null {
  const input = readHplInput(workload.files['hpccinf.txt'] ?? '');
  // Ranks outside the grid would be idle, which a profile of equal ranks cannot say.
  if (input === null || input.gridRows * input.gridColumns !== ranks) return null;
  const { rows } = input;
  return {
    program: workload.program,
    problemClass: null,
    ranks,
    kind: 'processes',
    memory: memoryWith(
      sourced((WORD * rows ** 2) / ranks, 'the matrix'),
      sourced(0, 'read in HPL_pdtest.c of hpcc: the matrix is filled before the clock starts'),
      values,
    ),
    operations: sourced(
      (2 / 3) * rows ** 3 + (3 / 2) * rows ** 2,
      'HPL_pdtest.c of hpcc: the formula of its Gflops',
    ),
    operationsPerCycle: fitted('blasOperationsPerCycle', values),
    sweeps: [trailingMatrix(input, ranks)],
    messages: messages(input),
    barriers: sourced(
      0,
      'one before the clock starts (HPL_pdtest.c); none on it, estimated from the algorithm',
    ),
  };
}

/** With each panel all that is right of it and below is changed in place: the sum of squares is a third of the cube. */
function trailingMatrix({ rows, blockRows }: HplInput, ranks: number): Sweep {
  return {
    what: 'trailing matrix',
    bytes: sourced((2 * WORD * rows ** 3) / (3 * blockRows), `${SOURCE}: one update a panel`),
    reuseBytes: sourced((WORD * rows ** 2) / ranks, 'the matrix, 8 bytes an element'),
    order: 'sequential',
  };
}

/**
 * A mean panel is half as high as the matrix. It goes along a row of ranks from neighbour to neighbour, and rows are
 * swapped along a column: log2 P steps to spread, P - 1 to roll. Each column of a panel is one search for its pivot.
 */
function messages({ rows, blockRows, gridRows, gridColumns }: HplInput): readonly MessageKind[] {
  const panels = Math.ceil(rows / blockRows);
  const grid = { kind: 'grid', extents: [gridColumns, gridRows], isPeriodic: true } as const;
  const half = rows / 2;
  const rounds = doublings(gridRows);
  const kind = (
    what: string,
    steps: readonly (readonly number[])[],
    count: number,
    bytes: number,
  ): MessageKind => ({
    what,
    pattern: { ...grid, steps },
    count: sourced(count, SOURCE),
    bytes: sourced(bytes, SOURCE),
  });
  const along = [
    kind(
      'panel along a row',
      [[1, 0]],
      // The last of a ring of Q does not hand it on.
      (panels * (gridColumns - 1)) / gridColumns,
      (half / gridRows) * blockRows * WORD,
    ),
  ];
  const across = [
    kind(
      'rows along a column',
      [[0, 1]],
      panels * (rounds.length + gridRows - 1),
      ((half / gridColumns) * blockRows * WORD) / gridRows,
    ),
    kind(
      'search for a pivot',
      rounds.map((by) => [0, by]),
      rows / gridColumns,
      (2 * blockRows + 4) * WORD,
    ),
  ];
  return [...(gridColumns > 1 ? along : []), ...(gridRows > 1 ? across : [])];
}
