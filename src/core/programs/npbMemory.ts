import type { Workload } from '../experiment/workload';

/**
 * Bytes of the large arrays of an NPB program, by its class and launcher: what it needs at least. null for what is not
 * known here: EP (about 1 MiB a rank whatever the class), UPC versions. docs/npb-memory.md derives the numbers from
 * the array declarations of NPB 3.4 (files `*_data.f90` and `is.c` of NPB3.4-OMP and NPB3.4-MPI).
 */
export function npbMemoryBytes({ program, problemClass, launcher }: Workload): number | null {
  const version = versions[launcher];
  const size = sizes[program]?.[problemClass ?? ''];
  const bytes = bytesPerElement[program];
  if (version === undefined || size === undefined || bytes === undefined) return null;
  // The OpenMP version of IS counts keys in 64 bits from class D on.
  const isLong = program === 'is' && version === 'openmp' && /[DE]/.test(problemClass ?? '');
  return size * bytes[version] * (isLong ? 2 : 1);
}

/** From the smallest on. */
export const npbClasses: readonly string[] = ['S', 'W', 'A', 'B', 'C', 'D', 'E'];

const versions: Readonly<Record<string, 'openmp' | 'mpi'>> = { openmp: 'openmp', mpi: 'mpi', hybrid: 'mpi' };

/** Points of a cube with this edge, by class. */
function cubes(edges: readonly number[]): Readonly<Record<string, number>> {
  return byClass(edges.map((edge) => edge ** 3));
}

function byClass(values: readonly number[]): Readonly<Record<string, number>> {
  return Object.fromEntries(values.map((value, index) => [npbClasses[index] ?? '', value]));
}

/** Places of nonzeros: na x (nonzer + 1)^2. */
const matrices: readonly (readonly [number, number])[] = [
  [1_400, 7],
  [7_000, 8],
  [14_000, 11],
  [75_000, 13],
  [150_000, 15],
  [1_500_000, 21],
  [9_000_000, 26],
];

/** Grid points, keys or nonzeros by class (sys/setparams.c; is.c for keys). */
const sizes: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  bt: cubes([12, 24, 64, 102, 162, 408, 1020]),
  sp: cubes([12, 36, 64, 102, 162, 408, 1020]),
  lu: cubes([12, 33, 64, 102, 162, 408, 1020]),
  mg: cubes([32, 128, 256, 256, 512, 1024, 2048]),
  ft: byClass([2 ** 18, 2 ** 19, 2 ** 23, 2 ** 25, 2 ** 27, 2 ** 31, 2 ** 34]),
  is: byClass([2 ** 16, 2 ** 20, 2 ** 23, 2 ** 25, 2 ** 27, 2 ** 31, 2 ** 35]),
  cg: byClass(matrices.map(([rows, nonzeros]) => rows * (nonzeros + 1) ** 2)),
};

/** Sums over the arrays that have an element for each point, key or nonzero; halos and buffers are left out. */
const bytesPerElement: Readonly<Record<string, { readonly openmp: number; readonly mpi: number }>> = {
  // u, rhs, forcing of 5 components; us, vs, ws, qs, rho_i, square; with MPI also the 5 x 5 blocks of lhsc.
  bt: { openmp: 8 * (15 + 6), mpi: 8 * (15 + 6 + 25) },
  // u, rhs, forcing of 5; us, vs, ws, qs, rho_i, speed, square; with MPI also ainv and lhs of 15.
  sp: { openmp: 8 * (15 + 7), mpi: 8 * (15 + 8 + 15) },
  // u, rsd, frct of 5; qs and rho_i, with MPI flux of 5 instead.
  lu: { openmp: 8 * (15 + 2), mpi: 8 * (15 + 5) },
  // v on the finest grid, u and r on all grids, each coarser one an eighth of the next: 1 + 2 x 8/7.
  mg: { openmp: (8 * 23) / 7, mpi: (8 * 23) / 7 },
  // Complex u0 and u1, with MPI u2; real twiddle.
  ft: { openmp: 2 * 16 + 8, mpi: 3 * 16 + 8 },
  // key_array and key_buff2, with MPI key_buff1; of 32 bits.
  is: { openmp: 2 * 4, mpi: 3 * 4 },
  // a and v of 64 bits, colidx and iv of 32; with MPI a, aelt, colidx, arow and acol.
  cg: { openmp: 2 * (8 + 4), mpi: 2 * 8 + 3 * 4 },
};
