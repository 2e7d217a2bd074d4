import type { ReferenceLine } from './figure';

/** A number that the paper states in its text: time / native time - 1, in percent. */
interface PaperNumber {
  readonly value: number;
  readonly what: string;
  /** Figure that it belongs to, and section in which it is stated. */
  readonly figure: number;
  readonly section: string;
  /** Kinds of figures in which it is shown. */
  readonly kinds: readonly string[];
}

/**
 * Ibrahim, Hofmeyr and Iancu, The Case for Partitioning Virtual Machines on Manycore Architectures. Its bars and curves
 * are in no text; these are the numbers of its prose. AMD 4x4 and 2x4 have four and two sockets of four cores, a NUMA
 * node each. Means are over the NAS benchmarks.
 */
const NUMBERS: readonly PaperNumber[] = [
  ...fromFigure(
    2,
    'V',
    ['sockets'],
    [
      [5, 'one socket, mostly within 5 %'],
      [10, 'one socket, AMD 4x4, MPI, mean'],
      [40, 'four sockets, AMD 4x4, MPI, mean, about'],
      [82, 'more sockets, AMD 4x4, MPI, up to'],
    ],
  ),
  ...fromFigure(
    5,
    'VI',
    ['cold-warm'],
    [
      [20, 'IS, cold'],
      [60, 'IS, warm'],
    ],
  ),
  // "up to 16 times" is taken as 16 times the native time.
  ...fromFigure(7, 'VIII', ['transport'], [[1500, 'MPI over virtio between VMs, up to 16 times']]),
  ...fromFigure(
    11,
    'VIII-C',
    ['slowdown', 'transport'],
    [
      [-15, 'a VM a socket, two sockets, class B, at best'],
      [70, 'one VM over two sockets, AMD 2x4, class B, up to'],
    ],
  ),
  ...fromFigure(
    12,
    'VIII-C',
    ['class', 'cold-warm'],
    [
      [39, 'one VM, warm, class B, mean'],
      [54, 'one VM, warm, class C, mean'],
      [9, 'one VM, cold, class B, mean'],
      [27, 'one VM, cold, class C, mean'],
    ],
  ),
  ...fromFigure(
    12,
    'VIII-C',
    ['class'],
    [
      [3, 'a VM a socket, class B, mean'],
      [10, 'a VM a socket, class C, mean'],
    ],
  ),
];

/** Lines for a kind of figure, each marked as the paper's. */
export function paperLines(kind: string): readonly ReferenceLine[] {
  return NUMBERS.filter(({ kinds }) => kinds.includes(kind)).map(({ value, what, figure, section }) => ({
    ...{ value, label: `the paper: ${what} (figure ${figure}, section ${section})` },
    source: 'paper',
  }));
}

function fromFigure(
  figure: number,
  section: string,
  kinds: readonly string[],
  numbers: readonly (readonly [value: number, what: string])[],
): readonly PaperNumber[] {
  return numbers.map(([value, what]) => ({ value, what, figure, section, kinds }));
}
