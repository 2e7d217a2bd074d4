import { sourced } from '../../sourced';
import { NOTHING_NEW, ONE, sweep, WORD } from './counted';
import { multipartition, type FaceWords } from './multipartition';
import type { NpbProgram } from './parts';

/** Edge of the cube and steps (sys/setparams.c). */
const sizes: Readonly<Record<string, readonly [edge: number, iterations: number]>> = {
  S: [12, 60],
  W: [24, 200],
  A: [64, 200],
  B: [102, 200],
  C: [162, 200],
  D: [408, 250],
};

/** Block size 5: a block and a vector forward, a vector back. Buffers are of the largest cell, compiled in. */
const FACES: FaceWords = {
  program: 'BT',
  forward: 5 * 5 + 5,
  backward: 5,
  cellEdge: (edge, cells) => Math.floor(edge / cells) + 1,
};

/**
 * Words of a point that pass in a step. Right-hand side: 17 for the 6 derived arrays, 15 for the forcing, 21 for each of
 * 3 directions, 10 to scale. A line solve reads u and 3 derived ones and changes rhs: 18; with processes the blocks of the
 * whole cell are kept for the way back, 25 words written and read, and rhs is changed again. The update: 15.
 */
const WORDS = { processes: 105 + 3 * (18 + 75 + 10) + 15, threads: 105 + 3 * 18 + 15 };

/** Words of a point in arrays, as docs/npb-memory.md has them. */
const KEPT = { processes: 46, threads: 21 };

export const bt: NpbProgram = (problemClass, { ranks, kind }) => {
  const size = sizes[problemClass];
  if (size === undefined) return null;
  const [edge, iterations] = size;
  const points = edge ** 3;
  return {
    operations: sourced(
      iterations * (3478.8 * points - 17655.7 * edge ** 2 + 28023.7 * edge),
      'NPB 3.3, BT/bt.f: the formula of its Mop/s',
    ),
    coreOperations: ONE,
    sweeps: [
      sweep(
        'all arrays once a step',
        WORDS[kind] * WORD * points * iterations,
        (KEPT[kind] * WORD * points) / ranks,
        'BT/rhs.f, x_solve.f, add.f',
      ),
    ],
    messages: multipartition(FACES, edge, iterations, ranks),
    threadBarriers: sourced(
      9 * iterations,
      'ends of loops without nowait in NPB3.3-OMP/BT/rhs.f, 3 solves, add',
    ),
    touchedInTimedRegion: NOTHING_NEW,
  };
};
