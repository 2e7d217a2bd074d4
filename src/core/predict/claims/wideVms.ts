import {
  barcelona4,
  cellOf,
  figure,
  nehalem2,
  npb,
  openmp,
  over,
  overNative,
  perSocket,
  term,
  tigerton4,
  type Setting,
} from './cells';
import type { Claim, Figure } from './claim';

const upcProcesses = { launcher: 'upc', kind: 'processes' } as const;
const upcThreads = { launcher: 'upc', kind: 'threads' } as const;

/** What one VM over sockets costs, and cold runs against warm ones: sections V, VI and VIII-C. */
export const wideVmClaims: readonly Claim[] = [
  {
    id: 'N1',
    says: 'A VM inside one socket is about as fast as the machine.',
    section: 'V',
    values: [
      ...oneSocket('Tigerton', tigerton4),
      ...oneSocket('Nehalem', nehalem2),
      oneSocketMean('AMD 4x4, OpenMP', { ...barcelona4, ...openmp }, [-5, 5]),
      oneSocketMean('AMD 4x4, MPI', barcelona4, 10),
    ],
  },
  {
    id: 'N2',
    says: 'A VM over several NUMA nodes is much slower than the machine.',
    section: 'I, V',
    values: [
      mean('AMD 4x4, MPI, four sockets', barcelona4, 'B', 40),
      figure(
        'change',
        'AMD 4x4, MPI, one to four sockets, up to',
        82,
        term(
          'maximum',
          [1, 2, 4].flatMap((sockets) => overNative(npb({ ...barcelona4, sockets }, 'B'))),
        ),
      ),
    ],
  },
  {
    id: 'N3',
    says: 'Without NUMA a wide VM costs little, partitioned less; barriers become slower.',
    section: 'V, VIII-C, XI',
    values: [
      mean('Tigerton, one VM', tigerton4, 'B', 6),
      mean('Tigerton, one VM a socket', { ...tigerton4, ...perSocket }, 'B', 2.2),
      barrier('MPI barrier in one VM', tigerton4),
      barrier('OpenMP barrier in one VM', { ...tigerton4, ...openmp }),
    ],
  },
  {
    id: 'N4',
    says: 'Class B on AMD 4x4: warm runs of one VM lose most, one VM a socket little.',
    section: 'VIII-C',
    values: [
      mean('one VM, warm', barcelona4, 'B', 39),
      mean('one VM, cold', { ...barcelona4, phase: 'cold' }, 'B', 9),
      mean('one VM a socket', { ...barcelona4, ...perSocket }, 'B', 3),
    ],
  },
  {
    id: 'N5',
    says: 'Class C on AMD 4x4: the same order, and all of it larger than with class B.',
    section: 'abstract, I, VIII-C, XI',
    values: [
      mean('one VM, warm', barcelona4, 'C', [54, 55]),
      mean('one VM, cold', { ...barcelona4, phase: 'cold' }, 'C', 27),
      mean('one VM a socket', { ...barcelona4, ...perSocket }, 'C', [10, 11]),
    ],
  },
  {
    id: 'N6',
    says: 'Over classes B and C one wide VM on AMD 4x4 loses about half.',
    section: 'XI',
    values: [
      figure(
        'change',
        'one VM, warm, both classes, mean',
        47,
        term('mean', overNative([...npb(barcelona4, 'B'), ...npb(barcelona4, 'C')])),
      ),
    ],
  },
  {
    id: 'N7',
    says: 'MPI programs run faster in a VM that has just booted than in a warm one.',
    section: 'I, VI',
    values: [
      // Section I has 28 % for the gain of cold runs, section VI 30 % for the loss of warm ones.
      coldAgainstWarm('MPI, warm against cold, mean', barcelona4, [28, 30]),
      figure('change', 'IS, cold, against native', 20, isOverNative('cold')),
      figure('change', 'IS, warm, against native', 60, isOverNative('warm')),
    ],
  },
  {
    id: 'N8',
    says: 'So do UPC programs, most with processes; OpenMP programs do not.',
    section: 'VI-A',
    values: [
      coldAgainstWarm('UPC processes, warm against cold, mean', { ...barcelona4, ...upcProcesses }, 38),
      coldAgainstWarm('UPC threads, warm against cold, mean', { ...barcelona4, ...upcThreads }, 31),
      coldAgainstWarm('OpenMP, warm against cold, mean', { ...barcelona4, ...openmp }, 0),
      {
        kind: 'ordering',
        what: 'OpenMP loses less than UPC threads, those less than UPC processes',
        pairs: [
          { smaller: warmOverCold(openmp), larger: warmOverCold(upcThreads) },
          { smaller: warmOverCold(upcThreads), larger: warmOverCold(upcProcesses) },
        ],
      },
    ],
  },
];

/** `mostly within 5 %, regardless of the programming model`: taken of the mean over the programs. */
function oneSocket(name: string, setting: Setting): readonly Figure[] {
  return [
    oneSocketMean(`${name}, MPI`, setting, [-5, 5]),
    oneSocketMean(`${name}, OpenMP`, { ...setting, ...openmp }, [-5, 5]),
  ];
}

function oneSocketMean(name: string, setting: Setting, stated: number | readonly [number, number]): Figure {
  return mean(name, { ...setting, sockets: 1 }, 'B', stated);
}

function mean(
  what: string,
  setting: Setting,
  problemClass: 'B' | 'C',
  stated: number | readonly [number, number],
): Figure {
  return figure('change', `${what}, mean`, stated, term('mean', overNative(npb(setting, problemClass))));
}

function barrier(what: string, setting: Setting): Figure {
  const cells = [cellOf(setting, { kind: 'barrier' })];
  return figure('change', what, 20, term('one', overNative(cells, 'barrierSeconds')));
}

function coldAgainstWarm(what: string, setting: Setting, stated: number | readonly [number, number]): Figure {
  return figure('change', what, stated, warmOverCold(setting));
}

function warmOverCold(otherwise: Partial<Setting>): Figure['of'] {
  return term('mean', over(npb({ ...barcelona4, ...otherwise }, 'B'), { phase: 'cold' }));
}

function isOverNative(phase: 'cold' | 'warm'): Figure['of'] {
  return term('one', overNative(npb({ ...barcelona4, phase }, 'B', ['is'])));
}
