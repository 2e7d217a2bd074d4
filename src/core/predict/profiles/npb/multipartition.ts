import type { MessageKind } from '../profile';
import { counted, WORD } from './counted';

/** What BT and SP send: words for each point of a cell's face. */
export interface FaceWords {
  readonly program: 'BT' | 'SP';
  /** With the elimination, to the successor. */
  readonly forward: number;
  /** With the substitution, to the predecessor. */
  readonly backward: number;
  /** Edge of a cell as messages of the solvers have it. */
  readonly cellEdge: (edge: number, cells: number) => number;
}

/** Successors of a rank in x, y and z (make_set.f). */
const SUCCESSORS = [
  [1, 0],
  [0, 1],
  [-1, 1],
];
const PREDECESSORS = SUCCESSORS.map((step) => step.map((by) => -by));

/**
 * Messages of BT and SP. Each of c x c ranks has c cells on a diagonal of the cube, so that in a sweep along any direction
 * every rank has one cell at a time: c - 1 times it hands on a face. Two layers of 5 components go to all six neighbours
 * once a step, those of all cells in one message; c - 1 of its c faces in each direction lie within the cube.
 */
export function multipartition(
  words: FaceWords,
  edge: number,
  iterations: number,
  ranks: number,
): readonly MessageKind[] {
  const cells = Math.round(Math.sqrt(ranks));
  if (cells === 1) return [];
  const grid = { kind: 'grid', extents: [cells, cells], isPeriodic: true } as const;
  const face = (edge / cells) ** 2;
  const solved = words.cellEdge(edge, cells) ** 2;
  const stages = iterations * (cells - 1);
  const where = (file: string): string => `NPB3.3-MPI/${words.program}/${file}`;
  return [
    counted(
      'faces of all cells',
      { ...grid, steps: [...SUCCESSORS, ...PREDECESSORS] },
      iterations,
      10 * WORD * (cells - 1) * face,
      where('copy_faces.f'),
    ),
    counted(
      'elimination along a line',
      { ...grid, steps: SUCCESSORS },
      stages,
      words.forward * WORD * solved,
      where('x_solve.f'),
    ),
    counted(
      'substitution along a line',
      { ...grid, steps: PREDECESSORS },
      stages,
      words.backward * WORD * solved,
      where('x_solve.f'),
    ),
  ];
}
