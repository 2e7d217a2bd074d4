import { LINE_BYTES } from '../../machines/machine';
import { sourced } from '../../sourced';
import type { MessageKind, Sweep } from '../profile';
import { counted, NOTHING_NEW, ONE, sweep, WORD } from './counted';
import type { NpbProgram, Setting } from './parts';

interface CgSize {
  readonly rows: number;
  /** Nonzeros of the vectors from whose outer products the matrix is made. */
  readonly nonzer: number;
  readonly iterations: number;
}

/** sys/setparams.c. */
const sizes: Readonly<Record<string, CgSize>> = {
  S: { rows: 1_400, nonzer: 7, iterations: 15 },
  W: { rows: 7_000, nonzer: 8, iterations: 15 },
  A: { rows: 14_000, nonzer: 11, iterations: 15 },
  B: { rows: 75_000, nonzer: 13, iterations: 75 },
  C: { rows: 150_000, nonzer: 15, iterations: 75 },
  D: { rows: 1_500_000, nonzer: 21, iterations: 100 },
};

/** Steps of the conjugate gradient in each iteration; the residual takes one more product. */
const STEPS = 25;
const PRODUCTS = STEPS + 1;

export const cg: NpbProgram = (problemClass, setting) => {
  const size = sizes[problemClass];
  if (size === undefined) return null;
  const perRow = size.nonzer * (size.nonzer + 1);
  return {
    operations: sourced(
      2 * size.iterations * size.rows * (3 + perRow + STEPS * (5 + perRow) + 3),
      'NPB 3.3, CG/cg.f: the formula of its Mop/s',
    ),
    coreOperations: ONE,
    sweeps: sweeps(size, perRow, setting),
    messages: setting.ranks === 1 ? [] : messages(size, setting.ranks),
    threadBarriers: sourced(
      size.iterations * (5 * STEPS + 6),
      'counted in NPB 3.3, NPB3.3-OMP/CG/cg.f: 5 a step, 4 around the steps, 2 for the norm',
    ),
    touchedInTimedRegion: NOTHING_NEW,
  };
};

/**
 * Passes over vectors in a step, and around the steps of an iteration. Threads: the product written, p.q, z and r changed
 * with p and q read, p changed with r. Processes also clear w, receive q, and go through r once more for its norm.
 */
const PASSES = { processes: STEPS * 18 + 23, threads: STEPS * 13 + 19 };
/** Vectors: z, r, p, q and with processes w. */
const VECTORS = { processes: 5, threads: 4 };

/** The matrix of ranks: square, or twice as many columns as rows (sys/setparams.c). */
export function cgGrid(ranks: number): { readonly rows: number; readonly columns: number } {
  const rows = 2 ** Math.floor(Math.log2(ranks) / 2);
  return { rows, columns: ranks / rows };
}

/**
 * Nonzeros are counted as NPB's own formula does, nonzer (nonzer + 1) a row. Each rank holds a block of the matrix and the
 * piece of the vectors that belongs to its columns, which ranks of a column hold alike.
 */
function sweeps(size: CgSize, perRow: number, { ranks, kind }: Setting): readonly Sweep[] {
  const nonzeros = size.rows * perRow;
  const isShared = kind === 'threads';
  const grid = cgGrid(2 ** Math.floor(Math.log2(ranks)));
  const copies = isShared ? 1 : grid.rows;
  const pieceBytes = (size.rows * WORD) / (isShared ? ranks : grid.columns);
  // Of the vector that is multiplied a thread wants all, a process its piece.
  const gatheredBytes = isShared ? size.rows * WORD : pieceBytes;
  const products = size.iterations * PRODUCTS;
  const where = `${isShared ? 'NPB3.3-OMP' : 'NPB3.3-MPI'}/CG/cg.f`;
  return [
    sweep('matrix', products * nonzeros * (WORD + 4), (nonzeros * (WORD + 4)) / ranks, `${where}, conj_grad`),
    sweep(
      'vectors',
      size.iterations * PASSES[kind] * WORD * size.rows * copies,
      VECTORS[kind] * pieceBytes,
      `${where}, main program and conj_grad`,
    ),
    sweep(
      'gathered vector',
      products * nonzeros * LINE_BYTES,
      gatheredBytes,
      `${where}, conj_grad: a line for each nonzero`,
      'scattered',
    ),
  ];
}

/**
 * Partial products are summed along a row of ranks by doubling and go to the transposed place. With twice as many columns
 * as rows each rank sends halves, so that a message has rows / columns words in both cases.
 */
function messages({ rows, iterations }: CgSize, ranks: number): readonly MessageKind[] {
  const grid = cgGrid(ranks);
  const inRow = { kind: 'butterfly', group: grid.columns } as const;
  const products = iterations * PRODUCTS;
  const pieceBytes = (rows / grid.columns) * WORD;
  const where = 'NPB3.3-MPI/CG/cg.f, conj_grad and setup_submatrix_info';
  return [
    counted('sum of partial products', inRow, products, pieceBytes, where),
    counted('transpose', { kind: 'transpose', ...grid }, products, pieceBytes, where),
    counted('scalar products', inRow, iterations * (2 * STEPS + 2), WORD, where),
    counted('norms', inRow, iterations, 2 * WORD, 'NPB3.3-MPI/CG/cg.f, main program'),
  ];
}
