import { LINE_BYTES } from '../../machines/machine';
import { recalled, sourced } from '../../sourced';
import type { Sweep } from '../profile';
import { counted, FIRST_COUNTS, NOTHING_NEW, reduction, sweep } from './counted';
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

function bucketsOf(problemClass: string): number {
  return problemClass === 'S' ? 512 : 1024;
}

export const is: NpbProgram = (problemClass, setting) => {
  const size = sizes[problemClass];
  if (size === undefined) return null;
  const keys = 2 ** size[0];
  const { ranks } = setting;
  const buckets = bucketsOf(problemClass);
  const where = 'NPB3.3-MPI/IS/is.c, rank()';
  return {
    operations: sourced(ITERATIONS * keys, 'NPB 3.3, IS/is.c: keys ranked, as its Mop/s counts'),
    coreOperations: sourced(
      0.7812e9 / (ITERATIONS * 2 ** 23),
      recalled(FIRST_COUNTS, 'operation count of class A, 0.7812e9, over its keys'),
    ),
    sweeps: sweeps(problemClass, keys, 2 ** size[1], setting),
    messages:
      ranks === 1
        ? []
        : [
            reduction('sizes of buckets', ranks, ITERATIONS, KEY * (buckets + CHECKED), where),
            counted('numbers of keys', { kind: 'allToAll' }, ITERATIONS, KEY, where),
            counted('keys', { kind: 'allToAll' }, ITERATIONS, (KEY * keys) / ranks ** 2, where),
          ],
    threadBarriers: sourced(4 * ITERATIONS, 'counted in NPB 3.3, NPB3.3-OMP/IS/is.c, rank() with buckets'),
    touchedInTimedRegion: NOTHING_NEW,
  };
};

/**
 * Passes over the keys in an iteration: counting buckets 1, into buckets 1 + 2, through the all-to-all 1 + 2 (processes),
 * counting values 1. The counts of a process lie over its share of the values, and each key changes one
 * anywhere in them: a line there and back. Threads count within one bucket at a time.
 */
function sweeps(
  problemClass: string,
  keys: number,
  values: number,
  { ranks, kind }: Setting,
): readonly Sweep[] {
  const isShared = kind === 'threads';
  // Threads have all keys in one array, whose numbers need 64 bits in class D.
  const keyBytes = isShared && problemClass === 'D' ? 2 * KEY : KEY;
  const passes = isShared ? 5 : 8;
  const arrays = isShared ? 2 : 3;
  const buckets = bucketsOf(problemClass);
  const where = `${isShared ? 'NPB3.3-OMP' : 'NPB3.3-MPI'}/IS/is.c`;
  const window = isShared ? (values * keyBytes) / buckets : (values * keyBytes) / ranks;
  return [
    sweep(
      'keys',
      ITERATIONS * passes * keyBytes * keys,
      (arrays * keyBytes * keys) / ranks,
      `${where}, rank()`,
    ),
    sweep(
      'counts of values',
      ITERATIONS * 2 * LINE_BYTES * keys,
      window,
      `${where}, rank(): a line read and written back for each key`,
      'scattered',
    ),
  ];
}
