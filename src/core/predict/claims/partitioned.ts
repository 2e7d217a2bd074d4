import {
  allSizes,
  barcelona2,
  barcelona4,
  cluster,
  each,
  figure,
  messages,
  nehalem2,
  npb,
  over,
  overNative,
  perSocket,
  smallSizes,
  term,
} from './cells';
import type { Claim, Figure } from './claim';
import type { Question } from './question';

const cut4 = { ...barcelona4, ...perSocket };

/** One VM over all nodes, over two each, and one, two and four VMs a node, as in figure 10. */
const cuts = {
  wide: { ...barcelona4, transport: 'shared' },
  twoNodes: { ...cut4, vms: { vms: 2 } },
  one: { ...cut4, vms: { per: 'node' } },
  two: { ...cut4, vms: { per: 'node', count: 2 } },
  four: { ...cut4, vms: { per: 'node', count: 4 } },
} as const;

const slowdowns = (cut: keyof typeof cuts): readonly Question[] => overNative(npb(cuts[cut], 'B'));

/** VMs of one host that talk to each other: section VIII. */
export const partitionedClaims: readonly Claim[] = [
  {
    id: 'N18',
    says: 'Between VMs of one host MPI over virtio is slow, the more so the more VMs there are.',
    section: 'IV, VIII, IX-C',
    values: [
      // `up to 16 times` is taken as 16 times the native time.
      figure(
        'ratio',
        'AMD 4x4, 2 to 16 VMs, time over native, up to',
        16,
        term(
          'maximum',
          [2, 4, 8, 16].flatMap((vms) => overNative(npb({ ...barcelona4, vms: { vms } }, 'B'))),
        ),
      ),
      // Section IV has 40 % of the hardware's peak, sections VIII and IX-C up to 70 % of native.
      figure(
        'share',
        'virtio, bandwidth of native, two hosts, up to',
        [40, 70],
        term('maximum', overNative(messages(cluster, 16, allSizes), 'bytesPerSecond')),
      ),
    ],
  },
  {
    id: 'N19',
    says: 'Shared memory between VMs is far faster than IP, most for small messages.',
    section: 'VIII-B',
    values: [
      figure(
        'decades',
        'latency of IP over shared memory, up to 1 KiB',
        3,
        term(
          'geometricMean',
          over(
            messages({ ...cut4, transport: 'network' }, 8, smallSizes),
            { transport: 'shared' },
            'latencySeconds',
          ),
        ),
      ),
      figure(
        'ratio',
        'bandwidth of shared memory over IP, at least',
        66,
        term('minimum', over(messages(cut4, 8, allSizes), { transport: 'network' }, 'bytesPerSecond')),
      ),
    ],
  },
  {
    id: 'N20',
    says: 'One VM a NUMA node is best, two are still better than one wide VM, four are worse.',
    section: 'VIII-C',
    values: [
      {
        kind: 'ordering',
        what: 'one VM a node is faster than every other cut, each program',
        pairs: (['wide', 'twoNodes', 'two', 'four'] as const).flatMap((other) => pairwise('one', other)),
      },
      {
        kind: 'ordering',
        what: 'two VMs a node are faster than one wide VM, each program',
        pairs: pairwise('two', 'wide'),
      },
      {
        kind: 'ordering',
        what: 'one wide VM is faster than four VMs a node, mean',
        pairs: [{ smaller: term('mean', slowdowns('wide')), larger: term('mean', slowdowns('four')) }],
      },
      {
        kind: 'count',
        // `Matches` is read as within 1 %.
        what: 'programs that some cut brings to native or within 1 %',
        atMost: 1.01,
        terms: bestCuts(),
        stated: 5,
      },
    ],
  },
  {
    id: 'N21',
    says: 'On two sockets one VM a socket is at least as fast as the machine.',
    section: 'VIII-C',
    values: [
      ...(
        [
          ['AMD 2x4', barcelona2],
          ['Nehalem 2x4', nehalem2],
        ] as const
      ).flatMap(([name, machine]) => {
        const questions = overNative(npb({ ...machine, ...perSocket }, 'B'));
        return [
          figure('change', `${name}, one VM a socket, slowest program`, [-15, 0], term('maximum', questions)),
          // 15 % less time, or 15 % more speed, which is 13 % less time.
          figure(
            'change',
            `${name}, one VM a socket, fastest program`,
            [-15, -13],
            term('minimum', questions),
          ),
          {
            kind: 'count',
            what: `${name}, programs that are faster than native`,
            atMost: 1,
            terms: each(questions),
            stated: 5,
          } as const,
        ];
      }),
      figure('change', 'AMD 2x4, one wide VM, up to', 70, term('maximum', overNative(npb(barcelona2, 'B')))),
    ],
  },
];

function pairwise(
  smaller: keyof typeof cuts,
  larger: keyof typeof cuts,
): readonly { smaller: Figure['of']; larger: Figure['of'] }[] {
  const others = each(slowdowns(larger));
  return each(slowdowns(smaller)).map((one, at) => ({ smaller: one, larger: others[at] ?? one }));
}

/** For each program the smallest ratio to native that a cut into several VMs reaches. */
function bestCuts(): readonly Figure['of'][] {
  const lists = (['twoNodes', 'one', 'two', 'four'] as const).map(slowdowns);
  return slowdowns('wide').map((_, at) =>
    term(
      'minimum',
      lists.flatMap((list) => list.slice(at, at + 1)),
    ),
  );
}
