import { sourced } from '../../sourced';
import type { MessageKind, Sweep } from '../profile';
import { counted, NOTHING_NEW, ONE, reduction, sweep, WORD } from './counted';
import type { NpbProgram } from './parts';

/** Edge of the cube and V-cycles (sys/setparams.c). */
const sizes: Readonly<Record<string, readonly [edge: number, iterations: number]>> = {
  S: [32, 4],
  W: [128, 4],
  A: [256, 4],
  B: [256, 20],
  C: [512, 20],
  D: [1024, 50],
};

export const mg: NpbProgram = (problemClass, { ranks }) => {
  const size = sizes[problemClass];
  if (size === undefined) return null;
  const [edge, iterations] = size;
  const coarser = Math.log2(edge) - 1;
  return {
    operations: sourced(58 * iterations * edge ** 3, 'NPB 3.3, MG/mg.f: the formula of its Mop/s'),
    coreOperations: ONE,
    sweeps: levels(edge).map((levelEdge) => levelSweep(levelEdge, levelEdge === edge, iterations, ranks)),
    messages: ranks === 1 ? [] : messages(edge, iterations, ranks),
    threadBarriers: sourced(
      iterations * (13 + 11 * coarser),
      'by the loops of NPB3.3-OMP/MG/mg.f: residual, smoother and restriction 3 with their halos, interpolation and clearing 1',
    ),
    touchedInTimedRegion: NOTHING_NEW,
  };
};

/** Edges of the grids, the finest first; the coarsest has two points. */
function levels(edge: number): readonly number[] {
  return edge < 2 ? [] : [edge, ...levels(edge / 2)];
}

/**
 * Words of a point that pass in a cycle. Finest grid: two residuals of u, v and r 4 each, restriction 1 and a quarter for
 * the grid below, interpolation 2 and an eighth, smoother 3. Others: clearing 2, one residual in place 3.
 */
function levelSweep(edge: number, isFinest: boolean, iterations: number, ranks: number): Sweep {
  const words = isFinest ? 4 + 4 + 1.25 + 2.125 + 3 : 2 + 3 + 1.25 + 2.125 + 3;
  const arrays = isFinest ? 3 : 2;
  const points = edge ** 3;
  return sweep(
    `grid of edge ${edge}`,
    words * WORD * points * iterations,
    (arrays * WORD * points) / ranks,
    'MG/mg.f, mg3P, resid, psinv, rprj3, interp',
  );
}

/** Ranks along x, y and z, each a power of two (NPB3.3-MPI/MG/mg.f, setup). */
export function mgGrid(ranks: number): readonly [number, number, number] {
  const doublings = Math.log2(ranks);
  const x = Math.floor(doublings / 3);
  const y = Math.floor((doublings - x) / 2);
  return [2 ** x, 2 ** y, 2 ** (doublings - x - y)];
}

/**
 * After each operator the halo of what it wrote is exchanged, one axis after the other, each with the halos of the axes
 * before: three times a cycle on each grid, twice on the coarsest. Where a grid has fewer points than ranks along an axis
 * some of them rest; one point is counted for each then, a little too much.
 */
function messages(edge: number, iterations: number, ranks: number): readonly MessageKind[] {
  const grid = mgGrid(ranks);
  const halos = levels(edge).flatMap((levelEdge) => {
    const calls = levelEdge === 2 ? 2 * iterations : 3 * iterations + (levelEdge === edge ? 1 : 0);
    return halosOf(levelEdge, grid, calls);
  });
  return [...halos, reduction('norms', ranks, 4, WORD, 'NPB3.3-MPI/MG/mg.f, norm2u3')];
}

function halosOf(edge: number, grid: readonly [number, number, number], calls: number): MessageKind[] {
  const [x, y, z] = grid.map((extent) => Math.max(1, edge / extent)) as [number, number, number];
  const faces = [y * z, (x + 2) * z, (x + 2) * (y + 2)];
  return faces.flatMap((points, axis) => {
    if (grid[axis] === 1) return [];
    const steps = [1, -1].map((by) => grid.map((_, at) => (at === axis ? by : 0)));
    const pattern = { kind: 'grid', extents: grid, steps, isPeriodic: true } as const;
    const what = `halo of the grid of edge ${edge} along ${'xyz'.charAt(axis)}`;
    return [counted(what, pattern, calls, points * WORD, 'NPB3.3-MPI/MG/mg.f, comm3')];
  });
}
