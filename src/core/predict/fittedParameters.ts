import type { Range } from './ranges';
import { sourced, type Sourced } from './sourced';

/** A number that nobody has published. */
export interface FittedParameter {
  readonly unit: string;
  /** Before anything is fitted. */
  readonly start: number;
  /** What is believable before anything is fitted: a fit that leaves it says that the model is wrong. */
  readonly range: Range;
  /** Why this range. */
  readonly reason: string;
  /**
   * Claims that may set it, out of claims/fitted.ts. Empty where no claim tells: it stays at its start, and its whole
   * range is doubt.
   */
  readonly fittedOn: readonly string[];
}

const MIB = 2 ** 20;
const MICROSECOND = 1e-6;

/** All numbers of profiles, machines and paths without a source. docs/decisions/0020-claims-for-fitting.md. */
export const fittedParameters = {
  floatingOperationsPerCycle: {
    unit: 'operations a cycle of one core',
    start: 0.5,
    range: [0.2, 1.2],
    reason:
      'cores of 2007 to 2009 retire up to 4 double precision operations a cycle with vectors, 2 without; compiled stencil code with its divisions and loads gets a tenth to half of that',
    fittedOn: ['N4'],
  },
  blasOperationsPerCycle: {
    unit: 'operations a cycle of one core',
    start: 3.2,
    range: [0.5, 3.8],
    reason:
      'of 4 that these cores can do a tuned library gets 70 to 95 %, a plain one an eighth; no claim is about HPL',
    fittedOn: [],
  },
  libraryBytes: {
    unit: 'bytes of a VM',
    start: 4 * MIB,
    range: [1 * MIB, 16 * MIB],
    reason: 'pages of program, libc and MPI that a rank touches: a part of their 5 to 30 MiB of files',
    fittedOn: ['N12'],
  },
  runtimePrivateBytes: {
    unit: 'bytes of a rank',
    start: 3 * MIB,
    range: [1 * MIB, 16 * MIB],
    reason: 'stack, heap and written data of a process under MPI before it takes an array',
    fittedOn: ['N12'],
  },
  runtimeChurnBytes: {
    unit: 'bytes of a rank',
    start: 2 * MIB,
    range: [0, 16 * MIB],
    reason: 'the loader, fork and start-up of MPI take and give back some times what stays',
    fittedOn: ['N12'],
  },
  mpiSoftwareCycles: {
    unit: 'cycles of one message, sender and receiver together',
    start: 1200,
    range: [400, 5000],
    reason: 'half a microsecond to two on cores of 2 GHz is what MPI over shared memory was known to take',
    fittedOn: ['N18'],
  },
  linesPerMessage: {
    unit: 'cache lines that change caches for a short message, one after the other',
    start: 4,
    range: [2, 8],
    reason:
      'slot of the queue, fragment with header and data, counter of the queue, and the fragment when it is given back; some go at the same time, others twice. No claim tells it from the software',
    fittedOn: [],
  },
  missCurveExponent: {
    unit: '1: a cache of the share x of what is gone through misses 1 - x to this power',
    start: 2,
    range: [1, 4],
    reason:
      'between the best and the worst that replacement does: going round and round, the best replacement misses 1 - x (Belady, IBM Systems Journal 5(2), 1966), as does least-recently-used where sweeps turn round; random replacement, m = 1 - exp(-m / x), is like 2 to 3; least-recently-used misses all. No claim tells',
    fittedOn: [],
  },
  stackSecondsPerPacket: {
    unit: 'seconds of a packet on one side',
    start: 5 * MICROSECOND,
    range: [2 * MICROSECOND, 20 * MICROSECOND],
    reason: 'TCP/IP, socket call and wake-up of a reader on cores of 1.6 to 2.4 GHz',
    fittedOn: ['N18', 'N23'],
  },
  stackBytesPerSecond: {
    unit: 'bytes a second of one side',
    start: 1e9,
    range: [4e8, 3e9],
    reason: 'one copy between user and kernel and a checksum, at some times the cost of a copy in memory',
    fittedOn: ['N18'],
  },
  userExitSeconds: {
    unit: 'seconds of an exit to QEMU and back',
    start: 6 * MICROSECOND,
    range: [2 * MICROSECOND, 25 * MICROSECOND],
    reason:
      'an exit to the hypervisor alone costs 1 to 2 microseconds there; QEMU adds a return to user space and its global lock',
    fittedOn: ['N18', 'N23', 'N25'],
  },
  virtioFlushSeconds: {
    unit: 'seconds',
    start: 40 * MICROSECOND,
    range: [0, 150 * MICROSECOND],
    reason: 'packets wait until the queue is flushed; the timer of older QEMU was 150 microseconds',
    fittedOn: ['N18', 'N23'],
  },
  vhostServiceShare: {
    unit: '1: service of a packet by vhost over that by QEMU',
    start: 0.5,
    range: [0.2, 1],
    reason:
      'vhost spares the way through user space and the global lock, not the copy; no claim is about vhost',
    fittedOn: [],
  },
  extraNicSecondsPerPacket: {
    unit: 'seconds of a packet for each further network card of the VM',
    start: 3 * MICROSECOND,
    range: [0, 30 * MICROSECOND],
    reason: 'each interrupt of a shared line asks the registers of every card on it: half an exit to five',
    fittedOn: ['N25'],
  },
  nicLatencySeconds: {
    unit: 'seconds',
    start: 25 * MICROSECOND,
    range: [10 * MICROSECOND, 130 * MICROSECOND],
    reason:
      'wire, switch and interrupt moderation of a Gigabit card; its driver moderates to 8000 interrupts a second at most',
    fittedOn: ['N23'],
  },
  tigertonLatencySeconds: {
    unit: 'seconds',
    start: 140e-9,
    range: [100e-9, 220e-9],
    reason:
      'front-side bus, chipset with snoop filter and FB-DIMM in a row; two-socket systems of that kind are at 100 ns and more',
    fittedOn: ['N3'],
  },
  genericCyclesPerSecond: {
    unit: 'cycles a second',
    start: 2.5e9,
    range: [1.5e9, 4.5e9],
    reason: 'clocks of servers; a machine document does not tell',
    fittedOn: [],
  },
  genericPuBytesPerSecond: {
    unit: 'bytes a second of memory for each core of a node',
    start: 4e9,
    range: [1.5e9, 10e9],
    reason: 'servers of 2008 to 2023 have 2 to 6 GB/s a core at full load; a machine document does not tell',
    fittedOn: [],
  },
  genericCacheBytesPerPu: {
    unit: 'bytes of a core',
    start: 2 * MIB,
    range: [1 * MIB, 8 * MIB],
    reason: 'private and shared caches of servers, by core; a machine document does not tell their sizes',
    fittedOn: [],
  },
  genericLocalLatencySeconds: {
    unit: 'seconds',
    start: 90e-9,
    range: [60e-9, 150e-9],
    reason: 'local memory of servers since controllers moved into processors',
    fittedOn: [],
  },
  genericLatencyShareOfDistance: {
    unit: '1: added latency over added SLIT distance, both relative to local',
    start: 0.6,
    range: [0.2, 1],
    reason:
      'a distance of 20 would be twice the latency; measured machines with 20, 21 or no SLIT have 1.2 to 1.8 times',
    fittedOn: [],
  },
  genericLinkShare: {
    unit: '1: bandwidth between two nodes over that of a node',
    start: 0.5,
    range: [0.2, 0.9],
    reason: 'links between sockets carry a quarter to nearly all of what a local controller gives',
    fittedOn: [],
  },
  overlapShare: {
    unit: '1: of the shorter of computing and waiting for memory, what runs beside the other',
    start: 0.7,
    range: [0.3, 1],
    reason: 'cores go on out of order behind a miss and prefetch ahead of it, but not to the end',
    fittedOn: ['N4'],
  },
  linkDataShare: {
    unit: '1: of the peak of a link between nodes, what it carries of lines while all of them are busy',
    start: 0.6,
    range: [0.25, 0.9],
    reason:
      'headers and requests leave 64 of 72 to 80 bytes; probes of each miss of any node and their answers, where coherence is by broadcast, take as much again with four sockets (Conway, Hughes, The AMD Opteron Northbridge Architecture, IEEE Micro 27(2), 2007)',
    fittedOn: ['N4'],
  },
  serviceWaitSeconds: {
    unit: 'seconds until a thread that serves a network card runs, where ranks that poll have all of its PUs',
    start: 300 * MICROSECOND,
    range: [10 * MICROSECOND, 5000 * MICROSECOND],
    reason:
      'a switch of threads where the scheduler lets it in at once, to a whole slice of the rank: 1 ms and more with 16 PUs (sched_min_granularity of Linux 2.6.32)',
    fittedOn: ['N18', 'N23'],
  },
  threadSharingShare: {
    unit: '1: of the traffic of a thread, what goes to memory that any thread of its process touched first',
    start: 0.4,
    range: [0.1, 0.9],
    reason:
      'of three sweeps of BT, SP and LU one runs across the planes that threads own, FT transposes, CG gathers; no claim tells',
    fittedOn: [],
  },
  startPasses: {
    unit: 'passes of a program over its memory before its timed region',
    start: 3,
    range: [1, 20],
    reason: 'arrays are set, most of them twice since the benchmarks make one untimed iteration',
    fittedOn: ['N22'],
  },
  nestedWalkSeconds: {
    unit: 'seconds of a walk of two-dimensional page tables beyond a native one',
    start: 20e-9,
    range: [5e-9, 150e-9],
    reason:
      'up to 20 references more (Bhargava, Serebrin, Spadini, Manne, ASPLOS 2008), nearly all of which hit caches of page walks or the L2, at 2 to 15 cycles',
    fittedOn: ['N1'],
  },
  guestTickSeconds: {
    unit: 'seconds of a timer tick of a vCPU beyond a native one',
    start: 8 * MICROSECOND,
    range: [2 * MICROSECOND, 40 * MICROSECOND],
    reason:
      'interrupt of the host, its delivery, end of interrupt and next deadline: three to five exits of 1 to 2 microseconds and what they throw out of caches',
    fittedOn: ['N1'],
  },
  lockGrowthPerVcpu: {
    unit: '1 for each further vCPU of a VM: growth of time under locks and in barriers',
    start: 0.2 / 15,
    range: [0, 0.05],
    reason: 'the paper has barriers 20 % slower in a VM of 16 vCPUs',
    fittedOn: ['N3'],
  },
  imageEventSeconds: {
    unit: 'seconds of what a guest does for itself at a time, its part of QEMU with it',
    start: 100 * MICROSECOND,
    range: [10 * MICROSECOND, 2000 * MICROSECOND],
    reason: 'daemons and kernel threads that wake and sleep again, QEMU emulating timers',
    fittedOn: ['N3', 'N23'],
  },
  imagePeriodSeconds: {
    unit: 'seconds between two of them',
    start: 0.1,
    range: [0.01, 1],
    reason: 'an idle Linux of that time woke some ten times a second',
    fittedOn: ['N3', 'N23'],
  },
  imageCacheBytes: {
    unit: 'bytes that a guest keeps in the caches of a node',
    start: 64 * 1024,
    range: [0, 512 * 1024],
    reason: 'text and data of kernel and QEMU that ticks and events go through',
    fittedOn: ['N3', 'N23'],
  },
  guestFaultSeconds: {
    unit: 'seconds of a first touch in the kernel that gives the page',
    start: 1 * MICROSECOND,
    range: [0.4 * MICROSECOND, 3 * MICROSECOND],
    reason: 'exception, allocation and zeroing of 4 KiB at some GB/s',
    fittedOn: ['N22'],
  },
  hostFaultSeconds: {
    unit: 'seconds of a frame that the host maps',
    start: 4 * MICROSECOND,
    range: [1.5 * MICROSECOND, 15 * MICROSECOND],
    reason: 'an exit, a fault of QEMU by get_user_pages with its zeroing, and an entry of the second level',
    fittedOn: ['N22'],
  },
  hostFaultLockedShare: {
    unit: '1: of a fault in the hypervisor, what is under a lock of the whole VM',
    start: 0.3,
    range: [0.05, 0.8],
    reason: 'the second level is changed under mmu_lock; zeroing and the exit are not',
    fittedOn: ['N22'],
  },
  swapInSeconds: {
    unit: 'seconds of a page that the host reads back, beyond a fault',
    start: 10 * MICROSECOND,
    range: [1 * MICROSECOND, 10_000 * MICROSECOND],
    reason: 'from a copy in memory that still was in the swap cache, to a disk without readahead',
    fittedOn: ['N16'],
  },
  shadowFaultSeconds: {
    unit: "seconds of a guest's fault under shadow page tables",
    start: 6 * MICROSECOND,
    range: [2 * MICROSECOND, 20 * MICROSECOND],
    reason:
      'two exits where the guest changes its tables and touches the page again (Linux, commit 0028425f647b of KVM), each with a walk and an update of the shadow',
    fittedOn: ['N3'],
  },
} as const satisfies Readonly<Record<string, FittedParameter>>;

export type FittedName = keyof typeof fittedParameters;

/** A value for each of them, in its unit. */
export type FittedValues = Readonly<Record<FittedName, number>>;

export const startValues: FittedValues = Object.fromEntries(
  Object.entries(fittedParameters).map(([name, { start }]) => [name, start]),
) as Record<FittedName, number>;

/** One of them as a number of the model. */
export function fitted(name: FittedName, values: FittedValues): Sourced {
  return sourced(values[name], fittedSource(name));
}

/** How the source of a number names what it rests on. */
export function fittedSource(...names: readonly FittedName[]): string {
  return `fitted: ${names.join(', ')}`;
}
