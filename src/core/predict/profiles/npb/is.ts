import { sourced } from '../../sourced';
import type { Sweep } from '../profile';
import { counted, NOTHING_NEW, reduction, sweep } from './counted';
import type { NpbProgram, Setting } from './parts';

/** Binary logarithms of the number of keys and of their largest value (IS/is.c). */
const sizes: Readonly<Record<string, readonly [keys: number, values: number]>> = {
  S: [16, 11],
  W: [20, 16],
  A: [23, 19],
  B: [25, 21],
  C: [27, 23],
  D: [31, 27],
};

const ITERATIONS = 10;
const KEY = 4;
/** Keys whose rank is checked in each iteration travel with the counts of buckets. */
const CHECKED = 5;

export const is: NpbProgram = (problemClass, setting) => {
  const size = sizes[problemClass];
  if (size === undefined) return null;
  const keys = 2 ** size[0];
  const { ranks } = setting;
  const buckets = problemClass === 'S' ? 512 : 1024;
  const where = 'NPB3.3-MPI/IS/is.c, rank()';
  return {
    operations: sourced(ITERATIONS * keys, 'NPB 3.3, IS/is.c: keys ranked, as its Mop/s counts'),
    coreOperations: sourced(
      0.7812e9 / (ITERATIONS * 2 ** 23),
      'operation count of class A, 0.7812e9 (NAS Parallel Benchmark results, RNR-94-006), over its keys',
    ),
    sweeps: sweeps(keys, 2 ** size[1], setting),
    messages:
      ranks === 1
        ? []
        : [
            reduction('sizes of buckets', ranks, ITERATIONS, KEY * (buckets + CHECKED), where),
            counted('numbers of keys', { kind: 'allToAll' }, ITERATIONS, KEY, where),
            counted('keys', { kind: 'allToAll' }, ITERATIONS, (KEY * keys) / ranks ** 2, where),
          ],
    threadBarriers: sourced(5 * ITERATIONS, 'by the loops of NPB3.3-OMP/IS/is.c, rank()'),
    touchedInTimedRegion: NOTHING_NEW,
  };
};

/**
 * Bytes of a key that pass in an iteration: counting buckets 4, into buckets 4 + 8, through the all-to-all 4 + 8
 * (processes), counting values 4. The counts of a process lie over its share of the values, and each key changes one
 * anywhere in them: a line there and back. Threads count within one bucket at a time.
 */
function sweeps(keys: number, values: number, { ranks, kind }: Setting): readonly Sweep[] {
  const isShared = kind === 'threads';
  const bytes = isShared ? 20 : 32;
  const arrays = isShared ? 2 : 3;
  const window = isShared ? (values * KEY) / 1024 : (values * KEY) / ranks;
  return [
    sweep('keys', ITERATIONS * bytes * keys, (arrays * KEY * keys) / ranks, 'IS/is.c, rank()'),
    sweep(
      'counts of values',
      ITERATIONS * 2 * 64 * keys,
      window,
      'IS/is.c, rank(): a line read and written back for each key',
      'scattered',
    ),
  ];
}
