import { NPB_PROGRAMS } from '../../programs/npb';
import type { Figure, Term } from './claim';
import type { Cell, Program, Quantity, Question, Work } from './question';

/** All of a cell but what runs in it. */
export type Setting = Omit<Cell, 'work'>;

const CORES_PER_SOCKET = 4;

/** One wide VM with MPI processes, warm, as most of the paper's figures have it. */
const wide: Omit<Setting, 'machine' | 'sockets' | 'paging'> = {
  ...{ hosts: 1, vms: { vms: 1 }, nic: 'virtio', nics: 1 },
  ...{ launcher: 'mpi', kind: 'processes', mpi: 'openmpi', transport: 'network' },
  ...{ phase: 'warm', techniques: [], allocator: 'slab' },
};

// The paper does not say how its KVM pages; what follows is what the processors have: nested paging from AMD's family 10h
// on, which is Barcelona (AMD, AMD-V Nested Paging, 2008), and from Intel's Nehalem on. The Xeon E7310 is older.
export const barcelona4: Setting = { ...wide, machine: 'barcelona-4x4', sockets: 4, paging: 'nested' };
export const barcelona2: Setting = { ...wide, machine: 'barcelona-2x4', sockets: 2, paging: 'nested' };
export const nehalem2: Setting = { ...wide, machine: 'nehalem-2x4', sockets: 2, paging: 'nested' };
export const tigerton4: Setting = { ...wide, machine: 'tigerton-4x4', sockets: 4, paging: 'shadow' };
export const cluster: Setting = { ...tigerton4, machine: 'tigerton-cluster', hosts: 2 };

export const openmp = { launcher: 'openmp', kind: 'threads' } as const;

/** One VM a socket, which talk through shared memory. */
export const perSocket = { vms: { per: 'package' }, transport: 'shared' } as const;

/** Two VMs a socket, likewise. */
export const twoPerSocket = { vms: { per: 'package', count: 2 }, transport: 'shared' } as const;

/** The programs that run with a rank for each core: MPI and UPC versions of BT and SP want a square number [IV]. */
export function programsOf({ hosts, sockets, launcher }: Setting): readonly Program[] {
  const ranks = hosts * sockets * CORES_PER_SOCKET;
  const anyNumber = launcher === 'openmp' || Number.isInteger(Math.sqrt(ranks));
  return NPB_PROGRAMS.filter((program) => anyNumber || (program !== 'bt' && program !== 'sp'));
}

export function npb(
  setting: Setting,
  problemClass: 'B' | 'C',
  programs = programsOf(setting),
): readonly Cell[] {
  return programs.map((program) => ({ ...setting, work: { kind: 'npb', program, problemClass } }));
}

/** A cell for each size of message. */
export function messages(setting: Setting, pairs: number, bytes: readonly number[]): readonly Cell[] {
  return bytes.map((size) => ({ ...setting, work: { kind: 'messages', bytes: size, pairs } }));
}

/** Powers of two from 1 byte to 4 MiB, as the OSU benchmarks send them; the paper calls these sizes small and large. */
export const allSizes: readonly number[] = Array.from({ length: 23 }, (_, power) => 2 ** power);
export const smallSizes: readonly number[] = allSizes.filter((bytes) => bytes <= 1024);
/** Above 128 KiB, where the paper has latencies turn [IX-C]. */
export const largeSizes: readonly number[] = allSizes.filter((bytes) => bytes > 128 * 1024);

export function cellOf(setting: Setting, work: Work): Cell {
  return { ...setting, work };
}

/** Over the same programs on the machine itself. */
export function overNative(cells: readonly Cell[], quantity: Quantity = 'seconds'): readonly Question[] {
  return over(cells, { vms: null, techniques: [] }, quantity);
}

/** Over the same cells with some things otherwise. */
export function over(
  cells: readonly Cell[],
  otherwise: Partial<Setting>,
  quantity: Quantity = 'seconds',
): readonly Question[] {
  return cells.map((cell) => ({ quantity, cell, against: { ...cell, ...otherwise } }));
}

export function shares(cells: readonly Cell[], quantity: Quantity): readonly Question[] {
  return cells.map((cell) => ({ quantity, cell, against: null }));
}

export function term(how: Term['over'], questions: readonly Question[]): Term {
  return { over: how, questions };
}

/** A term for each question. */
export function each(questions: readonly Question[]): readonly Term[] {
  return questions.map((question) => term('one', [question]));
}

/** `stated` is one number, or the ends of a range. */
export function figure(
  kind: Figure['kind'],
  what: string,
  stated: number | readonly [number, number],
  of: Term,
): Figure {
  const [low, high] = typeof stated === 'number' ? [stated, stated] : stated;
  return { kind, what, low, high, of };
}
