import { fitted, type FittedValues } from '../fittedParameters';
import { recalled, sourced, type Sourced } from '../sourced';
import type { MachineParameters } from './machine';

/** Measured and published numbers of a machine whose nodes are alike. */
export interface KnownMachine {
  readonly cyclesPerSecond: Sourced;
  readonly cacheBytesPerPu: Sourced;
  readonly linesInFlight: Sourced;
  /** Of one node. */
  readonly nodeBytesPerSecond: Sourced;
  readonly localLatencySeconds: Sourced;
  readonly remoteLatencySeconds: Sourced | null;
  readonly linkBytesPerSecond: Sourced | null;
  readonly linkShape: MachineParameters['linkShape'];
}

const KIB = 1024;
const MIB = 1024 * KIB;
const NANOSECOND = 1e-9;

/** The paper's machines. docs/model/machines.md says what each number leaves open. */
export function knownMachine(id: string, values: FittedValues): KnownMachine | null {
  switch (id) {
    case 'barcelona-4x4':
      return { ...opteron8350, ...fourSockets };
    case 'barcelona-2x4':
      return { ...opteron8350, ...twoSockets };
    case 'nehalem-2x4':
      return xeonE5530;
    case 'tigerton-4x4':
    case 'tigerton-cluster':
      return xeonE7310(values);
    default:
      return null;
  }
}

const ROOFLINE = 'Williams, Waterman, Patterson, Roofline, CACM 52(4), 2009';
const INTEL_GUIDE = 'Intel 64 and IA-32 Architectures Optimization Reference Manual (248966)';

const opteron8350 = {
  cyclesPerSecond: sourced(2.0e9, 'the paper, section IV'),
  cacheBytesPerPu: sourced(
    512 * KIB + (2 * MIB) / 4,
    'AMD, Opteron 8350: L2 of 512 KiB a core and an exclusive L3 of 2 MiB for 4',
  ),
  linesInFlight: sourced(
    8,
    recalled('AMD, Optimization Guide for Family 10h (40546)', '8 miss address buffers'),
  ),
  nodeBytesPerSecond: sourced(
    16.6e9 / 2,
    recalled(ROOFLINE, '16.6 GB/s STREAM on two Opteron 2356, DDR2-667 as here (peak 10.7 GB/s a socket)'),
  ),
  linkBytesPerSecond: sourced(
    4.0e9,
    'AMD, Opteron 8350: HyperTransport at 1 GHz; 16 bits at twice that rate are 4 GB/s in each direction, the peak',
  ),
};

const RANGER = recalled(
  'McCalpin, TACC Ranger node local and remote memory latency tables, 2012',
  '4 x Opteron 8356, 2.3 GHz',
);

const fourSockets: Pick<KnownMachine, 'localLatencySeconds' | 'remoteLatencySeconds' | 'linkShape'> = {
  localLatencySeconds: sourced(117.2 * NANOSECOND, `${RANGER}: mean of 4, from 100 to 135 ns by socket`),
  remoteLatencySeconds: sourced(137.0 * NANOSECOND, `${RANGER}: mean of 12, from 122 to 146 ns`),
  // One of three links of a socket is for devices, so that four sockets are a square.
  linkShape: 'ring',
};

const twoSockets: typeof fourSockets = {
  localLatencySeconds: sourced(
    85 * NANOSECOND,
    'McCalpin, AMD Opteron local memory latency chart, 2010: Family 10h revision B3 (2.3 GHz), two sockets',
  ),
  remoteLatencySeconds: sourced(
    (85 + 22) * NANOSECOND,
    `the local latency and what one direct hop adds, ${RANGER}: 122 less 100 ns`,
  ),
  linkShape: 'direct',
};

const MOLKA =
  'Molka, Hackenberg, Schöne, Müller, Memory performance and cache coherency effects on an Intel Nehalem multiprocessor system, PACT 2009';

const xeonE5530: KnownMachine = {
  cyclesPerSecond: sourced(2.4e9, 'the paper, section IV'),
  cacheBytesPerPu: sourced((8 * MIB) / 4, 'Intel, Xeon E5530: inclusive L3 of 8 MiB for 4 cores'),
  linesInFlight: sourced(10, recalled(INTEL_GUIDE, '10 line fill buffers')),
  nodeBytesPerSecond: sourced(
    35.3e9 / 2,
    recalled(
      'Datta, Auto-tuning stencil codes for cache-based multicore platforms, 2009',
      '35.3 GB/s STREAM on two Xeon X5550, DDR3-1066 as here (peak 25.6 GB/s a socket)',
    ),
  ),
  localLatencySeconds: sourced(65 * NANOSECOND, recalled(MOLKA, '2 x Xeon X5570, 2.93 GHz')),
  remoteLatencySeconds: sourced(
    106 * NANOSECOND,
    recalled(MOLKA, '2 x Xeon X5570, 2.93 GHz, memory of the other socket'),
  ),
  linkBytesPerSecond: sourced(
    11.72e9,
    'Intel, Xeon E5530: QuickPath at 5.86 GT/s of 2 bytes in each direction; the peak',
  ),
  linkShape: 'direct',
};

/** Front-side bus of 1066 MT/s of 8 bytes for each socket. */
const BUS_PEAK = 1066e6 * 8;

/** Two buses of 1333 MT/s on the machine whose STREAM is published. */
const CLOVERTOWN_SHARE = 5.9e9 / (2 * 1333e6 * 8);

function xeonE7310(values: FittedValues): KnownMachine {
  return {
    cyclesPerSecond: sourced(1.6e9, 'the paper, section IV'),
    cacheBytesPerPu: sourced((2 * MIB) / 2, 'Intel, Xeon E7310: L2 of 2 MiB for each pair of cores'),
    linesInFlight: sourced(8, recalled(INTEL_GUIDE, '8 line fill buffers')),
    nodeBytesPerSecond: sourced(
      4 * BUS_PEAK * CLOVERTOWN_SHARE,
      `four buses of 1066 MT/s (Intel 7300 chipset) at the share of their peak that STREAM gets on two of the same core: ${recalled(ROOFLINE, '5.9 GB/s on two Xeon E5345')}`,
    ),
    localLatencySeconds: fitted('tigertonLatencySeconds', values),
    remoteLatencySeconds: null,
    linkBytesPerSecond: null,
    linkShape: 'direct',
  };
}
