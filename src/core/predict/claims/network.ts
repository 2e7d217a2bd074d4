import {
  allSizes,
  cluster,
  figure,
  largeSizes,
  messages,
  npb,
  over,
  overNative,
  smallSizes,
  term,
  twoPerSocket,
} from './cells';
import type { Claim, Figure } from './claim';
import type { Question } from './question';

const rtl8139 = { ...cluster, nic: 'rtl8139' } as const;
const PAIRS = 16;

/** Runs with several interfaces are with MPICH: the paper's Open MPI hangs there [IV]. */
const manyNics = { mpi: 'mpich', nics: 8 } as const;
const oneNic = { nics: 1 } as const;

/** Two hosts with Gigabit Ethernet between them: section IX. The cut of figures 17 and 18 is taken to be that of 13. */
export const networkClaims: readonly Claim[] = [
  {
    id: 'N23',
    says: 'On two hosts with virtio, class C, partitioning halves the loss.',
    section: 'VIII-C, IX',
    values: [
      slowdown('virtio, one VM a host', cluster, 63),
      slowdown('virtio, two VMs a socket', { ...cluster, ...twoPerSocket }, 34),
    ],
  },
  {
    id: 'N24',
    says: 'With an emulated rtl8139 partitioning removes nearly all of a huge loss.',
    section: 'abstract, VIII-C, IX',
    values: [
      slowdown('rtl8139, one VM a host', rtl8139, [224, 242]),
      // Section VIII-C has 12 % for the best partitioned cluster.
      slowdown('rtl8139, two VMs a socket', { ...rtl8139, ...twoPerSocket }, [12, 17]),
    ],
  },
  {
    id: 'N25',
    says: 'Eight interfaces in one VM are slower than one.',
    section: 'IX-A, IX-B',
    values: [
      figure('ratio', 'virtio, 8 over 1, mean', 3.62, eightNics(cluster)),
      figure('ratio', 'rtl8139, 8 over 1, mean', 3.02, eightNics(rtl8139)),
      figure(
        'ratio',
        'latency above 128 KiB, 8 over 1, mean',
        2,
        term(
          'mean',
          [cluster, rtl8139].flatMap((nic) =>
            over(messages({ ...nic, ...manyNics }, PAIRS, largeSizes), oneNic, 'latencySeconds'),
          ),
        ),
      ),
    ],
  },
  {
    id: 'N26',
    says: 'Partitioned, latency between hosts is better, but for large messages over virtio.',
    section: 'abstract, I, IX-C',
    values: [
      figure(
        'ratio',
        'virtio, up to 1 KiB, one VM over partitioned, up to',
        4,
        term('maximum', wideOverPartitioned(cluster, smallSizes)),
      ),
      {
        kind: 'ordering',
        what: 'virtio above 128 KiB: one VM is faster, each size',
        pairs: wideOverPartitioned(cluster, largeSizes).map(({ quantity, cell, against }) => {
          const native = { ...cell, vms: null };
          return {
            smaller: term('one', [{ quantity, cell, against: native }]),
            larger: term('one', [{ quantity, cell: against ?? cell, against: native }]),
          };
        }),
      },
      figure(
        'ratio',
        'rtl8139, one VM over partitioned, at least',
        5,
        term('minimum', wideOverPartitioned(rtl8139, allSizes)),
      ),
      // Section IX-C has 8, the abstract and section I 10 for latency and bandwidth together.
      figure(
        'ratio',
        'rtl8139, one VM over partitioned, up to',
        [8, 10],
        term('maximum', wideOverPartitioned(rtl8139, allSizes)),
      ),
    ],
  },
  {
    id: 'N27',
    says: 'Partitioned, bandwidth between hosts is better, over virtio almost native.',
    section: 'IX-C',
    values: [
      figure('ratio', 'virtio, partitioned over one VM, up to', 3, partitionedBandwidth(cluster)),
      figure(
        'share',
        'virtio, partitioned, of native, up to',
        97,
        term(
          'maximum',
          overNative(messages({ ...cluster, ...twoPerSocket }, PAIRS, allSizes), 'bytesPerSecond'),
        ),
      ),
      figure('ratio', 'rtl8139, partitioned over one VM, up to', 5, partitionedBandwidth(rtl8139)),
    ],
  },
];

type Network = Parameters<typeof npb>[0];

function slowdown(what: string, setting: Network, stated: number | readonly [number, number]): Figure {
  return figure('change', `${what}, mean`, stated, term('mean', overNative(npb(setting, 'C'))));
}

function eightNics(setting: Network): Figure['of'] {
  return term('mean', over(npb({ ...setting, ...manyNics }, 'C'), oneNic));
}

function wideOverPartitioned(setting: Network, bytes: readonly number[]): readonly Question[] {
  return over(messages(setting, PAIRS, bytes), twoPerSocket, 'latencySeconds');
}

function partitionedBandwidth(setting: Network): Figure['of'] {
  const { vms, transport } = setting;
  const cells = messages({ ...setting, ...twoPerSocket }, PAIRS, allSizes);
  return term('maximum', over(cells, { vms, transport }, 'bytesPerSecond'));
}
