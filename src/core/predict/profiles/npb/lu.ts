import { sourced } from '../../sourced';
import type { MessageKind } from '../profile';
import { counted, NOTHING_NEW, ONE, sweep, WORD } from './counted';
import type { NpbProgram } from './parts';

/** Edge of the cube and steps (sys/setparams.c). */
const sizes: Readonly<Record<string, readonly [edge: number, iterations: number]>> = {
  S: [12, 50],
  W: [33, 300],
  A: [64, 250],
  B: [102, 250],
  C: [162, 250],
  D: [408, 300],
};

/**
 * Words of a point that pass in a step: scaling 10, a triangular solve 15 each, update 15, right-hand side from the
 * forcing 15; fluxes with processes 40 for each of 3 directions, since their array is as large as the cube, with threads
 * 17 and 9 for two derived arrays.
 */
const WORDS = { processes: 10 + 30 + 15 + 15 + 3 * 40, threads: 10 + 30 + 15 + 15 + 3 * 17 + 9 };

/** Words of a point in arrays, as docs/npb-memory.md has them. */
const KEPT = { processes: 20, threads: 17 };

/** Four blocks of 5 x 5 for each point of a plane, written and then read, in both triangular solves. */
const BLOCKS = 4 * 25;

export const lu: NpbProgram = (problemClass, { ranks, kind }) => {
  const size = sizes[problemClass];
  if (size === undefined) return null;
  const [edge, iterations] = size;
  const points = edge ** 3;
  return {
    operations: sourced(
      iterations * (1984.77 * points - 10923.3 * edge ** 2 + 27770.9 * edge - 144010),
      'NPB 3.3, LU/lu.f: the formula of its Mop/s',
    ),
    coreOperations: ONE,
    sweeps: [
      sweep(
        'all arrays once a step',
        WORDS[kind] * WORD * points * iterations,
        (KEPT[kind] * WORD * points) / ranks,
        'LU/ssor.f, rhs.f, blts.f, buts.f',
      ),
      sweep(
        'blocks of a plane',
        2 * 3 * BLOCKS * WORD * points * iterations,
        (BLOCKS * WORD * edge ** 2) / ranks,
        'LU/jacld.f, blts.f, jacu.f, buts.f',
      ),
    ],
    messages: pencils(edge, iterations, ranks),
    threadBarriers: sourced(
      9 * iterations,
      'NPB3.3-OMP/LU/ssor.f: 4; rhs.f by its loops 5. Threads wait for their neighbours in each plane besides',
    ),
    touchedInTimedRegion: NOTHING_NEW,
  };
};

/**
 * Ranks in columns x rows, each with a pencil along z. In each plane of a triangular solve a rank waits for two neighbours
 * and hands one line of 5 components on to the other two: many small messages. Right-hand sides exchange two layers.
 */
function pencils(edge: number, iterations: number, ranks: number): readonly MessageKind[] {
  const [columns, rows] = pencilGrid(ranks);
  const grid = { kind: 'grid', extents: [columns, rows], isPeriodic: false } as const;
  const planes = iterations * (edge - 2);
  const alongY = edge / rows;
  const alongX = edge / columns;
  const solve = 'NPB3.3-MPI/LU/exchange_1.f, ssor.f';
  const faces = 'NPB3.3-MPI/LU/exchange_3.f, rhs.f';
  const all = [
    counted('lower solve in x', { ...grid, steps: [[1, 0]] }, planes, 5 * WORD * alongY, solve),
    counted('lower solve in y', { ...grid, steps: [[0, 1]] }, planes, 5 * WORD * alongX, solve),
    counted('upper solve in x', { ...grid, steps: [[-1, 0]] }, planes, 5 * WORD * alongY, solve),
    counted('upper solve in y', { ...grid, steps: [[0, -1]] }, planes, 5 * WORD * alongX, solve),
    counted(
      'faces in x',
      {
        ...grid,
        steps: [
          [1, 0],
          [-1, 0],
        ],
      },
      iterations,
      10 * WORD * alongY * edge,
      faces,
    ),
    counted(
      'faces in y',
      {
        ...grid,
        steps: [
          [0, 1],
          [0, -1],
        ],
      },
      iterations,
      10 * WORD * alongX * edge,
      faces,
    ),
  ];
  return all.filter(({ what }) => (what.endsWith('x') ? columns : rows) > 1);
}

/** LU's own: as square as the number allows, the longer side in x (NPB3.3-MPI/LU/proc_grid.f). */
export function pencilGrid(ranks: number): readonly [columns: number, rows: number] {
  let rows = Math.floor(Math.sqrt(ranks));
  while (ranks % rows !== 0) rows -= 1;
  return [ranks / rows, rows];
}
