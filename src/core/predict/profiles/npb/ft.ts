import { sourced } from '../../sourced';
import { counted, NOTHING_NEW, ONE, reduction, sweep } from './counted';
import type { NpbProgram } from './parts';

interface FtSize {
  readonly points: number;
  /** Planes, over which processes are spread. */
  readonly planes: number;
  readonly iterations: number;
}

/** sys/setparams.c. */
const sizes: Readonly<Record<string, FtSize>> = {
  S: { points: 2 ** 18, planes: 64, iterations: 6 },
  W: { points: 2 ** 19, planes: 32, iterations: 6 },
  A: { points: 2 ** 23, planes: 128, iterations: 6 },
  B: { points: 2 ** 25, planes: 256, iterations: 20 },
  C: { points: 2 ** 27, planes: 512, iterations: 20 },
  D: { points: 2 ** 31, planes: 1024, iterations: 25 },
};

/** Bytes of a complex number. */
const COMPLEX = 16;

/**
 * Bytes of a point that pass. Evolution: u0 in place, twiddle, u1 written: 72. A transform with processes: three passes in
 * place 96, three steps of the transpose of 48 each. With threads: two passes in place 64, one from array to array 48.
 */
const EVOLVE = 72;
const TRANSFORM = { processes: 96 + 3 * 48, threads: 64 + 48 };
/** Initial conditions u1 and twiddle are written again on the clock. */
const BEGIN = 2 * COMPLEX + 2 * 8;
/** Bytes of a point in arrays, as docs/npb-memory.md has them. */
const KEPT = { processes: 56, threads: 40 };

export const ft: NpbProgram = (problemClass, { ranks, kind }) => {
  const size = sizes[problemClass];
  // With more processes than planes FT cuts in two dimensions, which is not described here.
  if (size === undefined || (kind === 'processes' && ranks > size.planes)) return null;
  const { points, iterations } = size;
  const log = Math.log(points);
  // One process has nothing to transpose: its transform is that of the threads.
  const transform = TRANSFORM[ranks === 1 ? 'threads' : kind];
  const passed = BEGIN + transform + iterations * (EVOLVE + transform);
  const where = 'NPB3.3-MPI/FT/ft.f, main program and transpose_xy_z';
  return {
    operations: sourced(
      points * (14.8157 + 7.19641 * log + (5.23518 + 7.21113 * log) * iterations),
      'NPB 3.3, FT/ft.f: the formula of its Mop/s',
    ),
    coreOperations: ONE,
    sweeps: [sweep('all arrays', passed * points, (KEPT[kind] * points) / ranks, 'FT/ft.f')],
    messages:
      ranks === 1
        ? []
        : [
            counted(
              'transpose',
              { kind: 'allToAll' },
              iterations + 1,
              (COMPLEX * points) / ranks ** 2,
              where,
            ),
            reduction('checksum', ranks, iterations, COMPLEX, 'NPB3.3-MPI/FT/ft.f, checksum'),
          ],
    threadBarriers: sourced(
      5 * iterations + 5,
      'by the loops of NPB3.3-OMP/FT/ft.f: evolution, three passes, checksum',
    ),
    touchedInTimedRegion:
      kind === 'threads'
        ? NOTHING_NEW
        : sourced(
            COMPLEX / KEPT.processes,
            'NPB3.3-MPI/FT/ft.f: the untimed transform leaves u2 alone, a complex array of 56 bytes a point in all',
          ),
  };
};
