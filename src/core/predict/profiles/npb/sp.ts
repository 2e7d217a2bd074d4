import { sourced } from '../../sourced';
import { NOTHING_NEW, ONE, sweep, WORD } from './counted';
import { multipartition, pointsAtATime, type FaceWords } from './multipartition';
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

/**
 * Two rows of 2 coefficients and 3 right-hand sides, and of 2 and 1 twice, forward; two rows of 5 back. Without the boundary:
 * the mean over faces is that of inner points.
 */
const FACES: FaceWords = {
  program: 'SP',
  forward: 22,
  backward: 10,
  cellEdge: (edge, cells) => (edge - 2) / cells,
  solves: 'x_solve.f; the others taken as it',
};

/**
 * Words of a point that pass in a step, each time after all that a rank has. Derived arrays: u read and 8 written, with
 * threads 7. Forcing 15. txinvr reads 7 of them, with threads 6, and changes rhs. A line solve reads 3 and changes rhs; with
 * processes it writes the 15 coefficients of all cells, reads 6 of them on the way back and changes rhs again. tzetar reads 7
 * words. Update 15. With threads the fluxes, the dissipation along z and scaling come after all planes too, as in BT, and the
 * three inversions of rhs, of which tzetar reads 5 derived arrays and u.
 */
const WORDS = {
  processes: 5 + 16 + 15 + (7 + 10) + 3 * (13 + 30 + 6 + 10) + 7 + 15,
  threads: 5 + 14 + 15 + 3 * 21 + 15 + 10 + (6 + 10) + 3 * 13 + (10 + 10 + 20) + 15,
};

/** And after a cell or a plane only, as in BT. */
const SOON = { processes: 3 * (21 + 15) + 10, threads: 2 * 15 };
const BETWEEN = 16;

/**
 * Coefficients of a cell or a plane. Processes: 5 of them changed for the dissipation and read for the other 10, 27 passes of
 * the elimination, an inversion of rhs. Threads, whose arrays are of one plane: 5 written, changed and read, 10 written, 15
 * eliminated and read back, rhs changed twice again. Between them lie the 15 and rhs.
 */
const COEFFICIENTS = {
  processes: 3 * (10 + 5 + 27 + 10),
  threads: 3 * (10 + 10 + 5 + 20 + 30 + 15 + 2 * 10),
};
const COEFFICIENTS_BETWEEN = 20;

/** Words of a point in arrays, as docs/npb-memory.md has them. */
const KEPT = { processes: 38, threads: 22 };

const RHS = { processes: 'NPB3.3-MPI/SP/rhs.f', threads: 'NPB3.3-OMP/SP/rhs.f' };
const SOLVES = {
  processes:
    'NPB3.3-MPI/SP/x_solve.f, lhsx.f, lhsz.f, ninvr.f, tzetar.f; their like of y and z taken as those of x',
  threads: 'NPB3.3-OMP/SP/x_solve.f, z_solve.f, ninvr.f, tzetar.f; y_solve.f, pinvr.f taken as those of x',
};

export const sp: NpbProgram = (problemClass, setting) => {
  const { ranks, kind } = setting;
  const size = sizes[problemClass];
  if (size === undefined) return null;
  const [edge, iterations] = size;
  const points = edge ** 3;
  const near = WORD * pointsAtATime(edge, setting);
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
        `${RHS[kind]}, txinvr.f; ${SOLVES[kind]}; add.f90 of NPB 3.4 OpenMP`,
      ),
      sweep(
        'right-hand side of a cell or plane',
        SOON[kind] * WORD * points * iterations,
        BETWEEN * near,
        RHS[kind],
      ),
      sweep(
        'coefficients of a cell or plane',
        COEFFICIENTS[kind] * WORD * points * iterations,
        COEFFICIENTS_BETWEEN * near,
        SOLVES[kind],
      ),
    ],
    messages: multipartition(FACES, edge, iterations, ranks),
    threadBarriers: sourced(
      13 * iterations,
      'counted in NPB 3.3, NPB3.3-OMP/SP/rhs.f 5, txinvr.f, x_solve.f, ninvr.f, z_solve.f, tzetar.f 1 each; y_solve.f and pinvr.f taken as those of x, add.f as add.f90 of NPB 3.4, 1 each',
    ),
    touchedInTimedRegion: NOTHING_NEW,
  };
};
