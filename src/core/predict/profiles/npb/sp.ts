import { sourced } from '../../sourced';
import { NOTHING_NEW, ONE, sweep, WORD } from './counted';
import { multipartition, type FaceWords } from './multipartition';
import type { NpbProgram } from './parts';

/** Edge of the cube and steps (sys/setparams.c). */
const sizes: Readonly<Record<string, readonly [edge: number, iterations: number]>> = {
  S: [12, 100],
  W: [36, 400],
  A: [64, 400],
  B: [102, 400],
  C: [162, 400],
  D: [408, 500],
};

/** Two rows of 2 coefficients and 3 right-hand sides, and of 2 and 1 twice, forward; two rows of 5 back. */
const FACES: FaceWords = {
  program: 'SP',
  forward: 22,
  backward: 10,
  cellEdge: (edge, cells) => edge / cells,
};

/**
 * Words of a point that pass in a step. Right-hand side: as in BT with one derived array more, 107. txinvr 16. A line
 * solve changes rhs and reads 3 derived arrays: 13; with processes the 15 coefficients of the whole cell are written (30),
 * eliminated in place (30), 6 of them read on the way back, and rhs is changed again (10). Three inversions, 37. Update 15.
 */
const WORDS = {
  processes: 107 + 16 + 3 * (13 + 30 + 30 + 6 + 10) + 37 + 15,
  threads: 107 + 16 + 3 * 13 + 37 + 15,
};

/** Words of a point in arrays, as docs/npb-memory.md has them. */
const KEPT = { processes: 38, threads: 22 };

export const sp: NpbProgram = (problemClass, { ranks, kind }) => {
  const size = sizes[problemClass];
  if (size === undefined) return null;
  const [edge, iterations] = size;
  const points = edge ** 3;
  return {
    operations: sourced(
      iterations * (881.174 * points - 4683.91 * edge ** 2 + 11484.5 * edge - 19272.4),
      'NPB 3.3, SP/sp.f: the formula of its Mop/s',
    ),
    coreOperations: ONE,
    sweeps: [
      sweep(
        'all arrays once a step',
        WORDS[kind] * WORD * points * iterations,
        (KEPT[kind] * WORD * points) / ranks,
        'SP/rhs.f, txinvr.f, x_solve.f, lhsx.f, ninvr.f, tzetar.f, add.f',
      ),
    ],
    messages: multipartition(FACES, edge, iterations, ranks),
    threadBarriers: sourced(
      13 * iterations,
      'by its loops: right-hand side 5 as in BT, txinvr 1, 3 solves with an inversion each 6, add 1',
    ),
    touchedInTimedRegion: NOTHING_NEW,
  };
};
