import { sourced } from '../../sourced';
import { NOTHING_NEW, reduction, sweep, WORD } from './counted';
import type { NpbProgram } from './parts';

/** Binary logarithm of the number of pairs (sys/setparams.c). */
const sizes: Readonly<Record<string, number>> = { S: 24, W: 25, A: 28, B: 30, C: 32, D: 36 };

/** Numbers of a batch: 2^16 pairs. */
const BATCH = 2 ** 17;

/** Bytes of a rank's only array, which holds a batch. */
export const EP_BYTES = BATCH * WORD;

export const ep: NpbProgram = (problemClass, { ranks }) => {
  const size = sizes[problemClass];
  if (size === undefined) return null;
  const numbers = 2 ** (size + 1);
  const where = 'NPB3.3-MPI/EP/ep.f';
  return {
    operations: sourced(numbers, 'NPB 3.3, EP/ep.f: random numbers generated, as its Mop/s counts'),
    coreOperations: sourced(
      26.68e9 / 2 ** 29,
      'operation count of class A, 26.68e9 (NAS Parallel Benchmark results, RNR-94-006), over its numbers',
    ),
    sweeps: [sweep('a batch of numbers', numbers * 3 * WORD, EP_BYTES, 'EP/ep.f: written, then read')],
    messages:
      ranks === 1
        ? []
        : [
            reduction('sums', ranks, 2, WORD, where),
            reduction('counts of annuli', ranks, 1, 10 * WORD, where),
          ],
    threadBarriers: sourced(2, 'NPB3.3-OMP/EP/ep.f: one parallel region with a reduction'),
    touchedInTimedRegion: NOTHING_NEW,
  };
};
