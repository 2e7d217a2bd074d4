import { sourced } from '../../sourced';
import { NOTHING_NEW, ONE, sweep, WORD } from './counted';
import { multipartition, pointsAtATime, type FaceWords } from './multipartition';
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
  solves: 'x_solve.f, header.h; the others taken as it',
};

/**
 * Words of a point that pass in a step, each time after all that a rank has. Right-hand side: 17 for the 6 derived arrays,
 * 15 for the forcing; with threads also 21 for the fluxes of each direction, 15 for the dissipation along z, 10 to scale.
 * A line solve changes rhs and reads u and derived arrays: two along x, one along y and z, with threads three and two; with
 * processes the blocks of all cells are kept for the way back, 25 words written and read, and rhs is changed again. The
 * update: 15.
 */
const WORDS = {
  processes: 17 + 15 + (17 + 16 + 16) + 3 * (75 + 10) + 15,
  threads: 17 + 15 + 3 * 21 + 15 + 10 + (18 + 18 + 17) + 15,
};

/**
 * And after a cell or a plane only. Processes: fluxes 21 and dissipation 15 of each direction, scaling 10. Threads:
 * dissipation along x and y. Between them lie u, rhs and 6 derived arrays.
 */
const SOON = { processes: 3 * (21 + 15) + 10, threads: 2 * 15 };
const BETWEEN = 16;

/** Words of a point in arrays, as docs/npb-memory.md has them. */
const KEPT = { processes: 46, threads: 21 };

const RHS = { processes: 'NPB3.3-MPI/BT/rhs.f', threads: 'NPB3.3-OMP/BT/rhs.f' };
const LOOPS = {
  processes: `${RHS.processes}, x_solve.f, y_solve.f, z_solve.f; add.f taken as that of OpenMP`,
  threads: `${RHS.threads}, x_solve.f, y_solve.f, z_solve.f; add.f90 of NPB 3.4`,
};

export const bt: NpbProgram = (problemClass, setting) => {
  const { ranks, kind } = setting;
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
        LOOPS[kind],
      ),
      sweep(
        'right-hand side of a cell or plane',
        SOON[kind] * WORD * points * iterations,
        BETWEEN * WORD * pointsAtATime(edge, setting),
        RHS[kind],
      ),
    ],
    messages: multipartition(FACES, edge, iterations, ranks),
    threadBarriers: sourced(
      9 * iterations,
      'counted in NPB 3.3, NPB3.3-OMP/BT/rhs.f 5, x_solve.f, y_solve.f, z_solve.f 1 each; add.f taken as add.f90 of NPB 3.4, 1',
    ),
    touchedInTimedRegion: NOTHING_NEW,
  };
};
