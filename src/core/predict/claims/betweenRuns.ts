import { barcelona4, figure, npb, over, overNative, perSocket, shares, term } from './cells';
import type { Claim } from './claim';
import type { Program, Question } from './question';

const shadow = { ...barcelona4, paging: 'shadow' } as const;
const slub = { ...shadow, allocator: 'slub' } as const;

const ALLOCATOR =
  'shadow page tables, and an allocator of small objects that decides which frames a process is given';

/** Percent, in the order of section VII. */
const RECLAIMED: readonly (readonly [program: Program, percent: number])[] = [
  ...([
    ['sp', 17],
    ['mg', 50],
    ['bt', 17],
    ['lu', 26],
  ] as const),
  ...([
    ['ep', 10],
    ['cg', 42],
    ['ft', 10],
    ['is', 43],
  ] as const),
];

/** What runs leave behind for the next one, and what is done about it: sections VI, VII, VIII-C and X. */
export const betweenRunsClaims: readonly Claim[] = [
  {
    id: 'N15',
    says: 'Warm runs spend little time in kernels against the cold one.',
    section: 'VI',
    values: [
      figure(
        'share',
        'system time, warm of cold, median (most)',
        [0, 25],
        term('median', over(npb(barcelona4, 'B'), { phase: 'cold' }, 'systemSeconds')),
      ),
    ],
  },
  {
    id: 'N16',
    says: 'Reclaiming the memory of a VM between runs makes them slower than cold and warm ones.',
    section: 'VII',
    values: [
      ...RECLAIMED.map(([program, percent]) =>
        figure(
          'change',
          `${program.toUpperCase()}, reclaimed against cold`,
          percent,
          term('one', reclaimedOverCold([program])),
        ),
      ),
      {
        kind: 'ordering',
        what: 'warm is faster than reclaimed, mean',
        pairs: [
          {
            smaller: term('mean', over(npb(barcelona4, 'B'), { phase: 'cold' })),
            larger: term('mean', reclaimedOverCold()),
          },
        ],
      },
    ],
  },
  {
    id: 'N17',
    says: 'Moving pages to the node of the CPU that faults gains nothing.',
    section: 'VII',
    values: [
      figure(
        'change',
        'with migration against without, mean',
        0,
        term('mean', over(npb({ ...barcelona4, techniques: ['migrate'] }, 'B'), { techniques: [] })),
      ),
    ],
  },
  {
    id: 'N22',
    says: 'Programs take longer to start in a cold VM.',
    section: 'VIII-C',
    values: [
      figure(
        'change',
        'one VM a socket, start-up, cold against warm, mean',
        50,
        term(
          'mean',
          over(npb({ ...barcelona4, ...perSocket, phase: 'cold' }, 'B'), { phase: 'warm' }, 'startUpSeconds'),
        ),
      ),
    ],
  },
  {
    id: 'N28',
    says: 'With slub in the guest more faults reach the host, and programs are slower than with slab.',
    section: 'X',
    values: [
      {
        kind: 'ordering',
        what: 'fewer faults reach the host with slab, mean',
        pairs: [
          {
            smaller: term('mean', shares(npb(shadow, 'B'), 'faultsSeenByHost')),
            larger: term('mean', shares(npb(slub, 'B'), 'faultsSeenByHost')),
          },
        ],
        condition: ALLOCATOR,
      },
      {
        kind: 'ordering',
        what: 'slab, cold and warm, is faster than slub, mean',
        pairs: (['cold', 'warm'] as const).map((phase) => ({
          smaller: term('mean', overNative(npb({ ...shadow, phase }, 'B'))),
          larger: term('mean', overNative(npb(slub, 'B'))),
        })),
        condition: ALLOCATOR,
      },
    ],
  },
];

function reclaimedOverCold(programs?: readonly Program[]): readonly Question[] {
  const cells = npb({ ...barcelona4, techniques: ['reclaim'] }, 'B', programs);
  return over(cells, { phase: 'cold', techniques: [] });
}
