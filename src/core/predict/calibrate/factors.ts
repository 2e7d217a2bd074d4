import type { FittedName } from '../fittedParameters';
import type { MessageTimes } from '../messages/times';
import type { RunInput } from '../time/runInput';

/**
 * How many times as long things take on a host as the model says, by what takes it: 1 is as the model says, 1.2 a fifth
 * longer. Few, so that a handful of cells can tell them apart.
 */
export type HostFactors = Readonly<Record<FactorName, number>>;

export interface Factor {
  /** What takes so many times as long. */
  readonly what: string;
  /** Parameters without a source whose doubt the factor takes over: draws of a calibrated prediction leave them where they are. */
  readonly covers: readonly FittedName[];
}

/** In the order in which they are told. */
export const factors = {
  compute: {
    what: 'computing with data in caches',
    covers: ['floatingOperationsPerCycle', 'blasOperationsPerCycle', 'genericCyclesPerSecond'],
  },
  memoryService: {
    what: 'serving a byte by a busy node or link, one over its bandwidth',
    covers: ['genericPuBytesPerSecond'],
  },
  memoryLatency: {
    what: 'a line from memory of an idle machine',
    covers: ['genericLocalLatencySeconds', 'tigertonLatencySeconds'],
  },
  messages: {
    what: 'messages and barriers, on all paths alike',
    covers: [
      ...(['mpiSoftwareCycles', 'linesPerMessage', 'stackSecondsPerPacket', 'stackBytesPerSecond'] as const),
      ...(['userExitSeconds', 'virtioFlushSeconds', 'nicLatencySeconds', 'serviceWaitSeconds'] as const),
    ],
  },
  virtualisation: {
    what: 'what VMs alone have: walks of two levels, ticks, mapping by the host, locks of wide guests',
    covers: [
      ...(['nestedWalkSeconds', 'guestTickSeconds', 'hostFaultSeconds', 'swapInSeconds'] as const),
      ...(['shadowFaultSeconds', 'lockGrowthPerVcpu'] as const),
    ],
  },
} as const satisfies Readonly<Record<string, Factor>>;

export type FactorName = keyof typeof factors;

export const FACTOR_NAMES = Object.keys(factors) as readonly FactorName[];

/** Of each factor something. */
export function byFactor<T>(of: (name: FactorName, at: number) => T): Readonly<Record<FactorName, T>> {
  return Object.fromEntries(FACTOR_NAMES.map((name, at) => [name, of(name, at)])) as Record<FactorName, T>;
}

/** The same run on a host where things take so many times as long. */
export function scaledRun(input: RunInput, host: HostFactors): RunInput {
  const { memory, work, costs, messages } = input;
  return {
    ...input,
    work: { ...work, computeSeconds: work.computeSeconds * host.compute },
    memory: {
      latencySeconds: memory.latencySeconds.map((row) => row.map((seconds) => seconds * host.memoryLatency)),
      nodeBytesPerSecond: memory.nodeBytesPerSecond.map((bytes) => bytes / host.memoryService),
      links: { ...memory.links, bytesPerSecond: memory.links.bytesPerSecond / host.memoryService },
    },
    messages: {
      ...messages,
      timesOf: (kind, bytes) => scaledMessage(messages.timesOf(kind, bytes), host.messages),
    },
    costs: {
      ...costs,
      nestedWalkSeconds: costs.nestedWalkSeconds * host.virtualisation,
      guestTickSeconds: costs.guestTickSeconds * host.virtualisation,
      hostFaultSeconds: costs.hostFaultSeconds * host.virtualisation,
      swapInSeconds: costs.swapInSeconds * host.virtualisation,
      shadowFaultSeconds: costs.shadowFaultSeconds * host.virtualisation,
      lockGrowthPerVcpu: costs.lockGrowthPerVcpu * host.virtualisation,
    },
  };
}

function scaledMessage(message: MessageTimes, times: number): MessageTimes {
  return {
    seconds: message.seconds * times,
    waitSeconds: message.waitSeconds * times,
    lockedSeconds: message.lockedSeconds * times,
    senderSeconds: message.senderSeconds * times,
    receiverSeconds: message.receiverSeconds * times,
    senderServiceSeconds: message.senderServiceSeconds * times,
    receiverServiceSeconds: message.receiverServiceSeconds * times,
    linkSeconds: message.linkSeconds * times,
    bufferSeconds: message.bufferSeconds * times,
  };
}
