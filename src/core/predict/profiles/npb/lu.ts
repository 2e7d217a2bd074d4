import { sourced } from '../../sourced';
import type { MessageKind } from '../profile';
import { counted, NOTHING_NEW, ONE, reduction, sweep, WORD } from './counted';
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
 * Words of a point that pass in a step: scaling 10, update 15, right-hand side from the forcing 15. Processes: a triangular
 * solve 15 each, fluxes along x and y 25, along z 80 in five loops, since their array is as large as the cube. Threads: 9 for
 * two derived arrays, which the solves and the fluxes of each direction read: 17.
 */
const WORDS = {
  processes: 10 + 15 + 15 + 2 * 15 + 2 * 25 + 80,
  threads: 10 + 15 + 15 + 9 + 2 * 17 + 3 * 17,
};

/** And in a plane again: with processes what the other four loops along y take up again, with threads its dissipation. */
const SOON = { processes: 5 + 15 + 20 + 15, threads: 15 };
/** Words of a point between them: u, the right-hand side and the fluxes, or two derived arrays. */
const BETWEEN = { processes: 15, threads: 12 };

/** Words of a point in arrays, as docs/npb-memory.md has them. */
const KEPT = { processes: 20, threads: 17 };

/** Four blocks of 5 x 5 for each point of a plane, written and then read, in both triangular solves. */
const BLOCKS = 4 * 25;

const VERSION = { processes: 'NPB3.3-MPI', threads: 'NPB3.3-OMP' };
const LOOPS = {
  processes: `${VERSION.processes}/LU/ssor.f, rhs.f, jacld.f, blts.f, buts.f; jacu.f taken as jacld.f`,
  threads: `${VERSION.threads}/LU/ssor.f, rhs.f, jacld.f, blts.f, buts.f; jacu.f taken as jacld.f`,
};

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
        LOOPS[kind],
      ),
      sweep(
        'blocks of a plane',
        2 * 3 * BLOCKS * WORD * points * iterations,
        (BLOCKS * WORD * edge ** 2) / ranks,
        `${VERSION[kind]}/LU/jacld.f, blts.f, buts.f; jacu.f taken as jacld.f`,
      ),
      sweep(
        'fluxes of a plane',
        SOON[kind] * WORD * points * iterations,
        // Processes share each plane, threads have planes of their own.
        (BETWEEN[kind] * WORD * edge ** 2) / (kind === 'threads' ? 1 : ranks),
        `${VERSION[kind]}/LU/rhs.f`,
      ),
    ],
    messages: pencils(edge, iterations, ranks),
    threadBarriers: sourced(
      7 * iterations + 2,
      'counted in NPB 3.3, NPB3.3-OMP/LU/ssor.f 4, rhs.f 3, l2norm.f 1 twice at the end. Threads wait for their neighbours in each plane besides',
    ),
    touchedInTimedRegion: NOTHING_NEW,
  };
};

/**
 * Ranks in columns x rows, each with a pencil along z. In each plane of a triangular solve a rank waits for two neighbours
 * and hands one line of 5 components, without the boundary of the cube, on to the other two: many small messages. Right-hand
 * sides exchange two layers.
 */
function pencils(edge: number, iterations: number, ranks: number): readonly MessageKind[] {
  const [columns, rows] = pencilGrid(ranks);
  const grid = { kind: 'grid', extents: [columns, rows], isPeriodic: false } as const;
  const planes = iterations * (edge - 2);
  const alongY = edge / rows;
  const alongX = edge / columns;
  const lineAlongY = (5 * WORD * (edge - 2)) / rows;
  const lineAlongX = (5 * WORD * (edge - 2)) / columns;
  const solve = 'NPB3.3-MPI/LU/exchange_1.f, ssor.f';
  const faces = 'NPB3.3-MPI/LU/exchange_3.f, rhs.f';
  const all = [
    counted('lower solve in x', { ...grid, steps: [[1, 0]] }, planes, lineAlongY, solve),
    counted('lower solve in y', { ...grid, steps: [[0, 1]] }, planes, lineAlongX, solve),
    counted('upper solve in x', { ...grid, steps: [[-1, 0]] }, planes, lineAlongY, solve),
    counted('upper solve in y', { ...grid, steps: [[0, -1]] }, planes, lineAlongX, solve),
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
  const norms = reduction('norms', ranks, 2, 5 * WORD, 'NPB3.3-MPI/LU/l2norm.f, ssor.f: at the last step');
  const used = all.filter(({ what }) => (what.endsWith('x') ? columns : rows) > 1);
  return ranks > 1 ? [...used, norms] : [];
}

/** LU's own: as square as the number allows, the longer side in x (NPB3.3-MPI/LU/proc_grid.f). */
export function pencilGrid(ranks: number): readonly [columns: number, rows: number] {
  let rows = Math.floor(Math.sqrt(ranks));
  while (ranks % rows !== 0) rows -= 1;
  return [ranks / rows, rows];
}
