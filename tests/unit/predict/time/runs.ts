import { NO_TOUCHES } from '../../../../src/core/predict/time/firstTouches';
import { directLinks } from '../../../../src/core/predict/time/links';
import type { RunInput, SystemOfRun } from '../../../../src/core/predict/time/runInput';
import type { SystemCosts } from '../../../../src/core/predict/time/systemCosts';
import { alike, messagesOf } from '../messages/made';

export const NODES = [0, 1, 2, 3];

/** Every mechanism off: tests switch on what they are about. */
export const noCosts: SystemCosts = {
  overlapShare: 0,
  nestedWalkSeconds: 0,
  ticksPerSecond: 1000,
  guestTickSeconds: 0,
  lockGrowthPerVcpu: 0,
  imageEventSeconds: 0,
  imagePeriodSeconds: 1,
  guestFaultSeconds: 0,
  hostFaultSeconds: 0,
  hostFaultLockedShare: 0,
  swapInSeconds: 0,
  shadowFaultSeconds: 0,
};

export const nativeSystem: SystemOfRun = {
  paging: 'native',
  vcpus: 16,
  timedTouches: NO_TOUCHES,
  startTouches: NO_TOUCHES,
};

/** 16 ranks natively on four nodes, each on its own memory, without messages. */
export const native: RunInput = {
  memory: {
    latencySeconds: NODES.map((from) => NODES.map((to) => (from === to ? 90e-9 : 150e-9))),
    nodeBytesPerSecond: NODES.map(() => 6e9),
    links: directLinks(4, 3e9),
  },
  threads: Array.from({ length: 16 }, (_, rank) => ({
    ...{ system: 0, host: 0, node: rank >> 2, coreUsers: 1 },
    nodeShares: NODES.map((node) => (node === rank >> 2 ? 1 : 0)),
  })),
  work: {
    ...{ computeSeconds: 10, sequentialLines: 1e8, scatteredLines: 0, startLines: 1e7 },
    ...{ sequentialInFlight: 8, scatteredInFlight: 4, pageBytes: 4096 },
  },
  messages: messagesOf(16, 16, alike({ seconds: 1e-6, lockedSeconds: 1e-6 })),
  systems: [nativeSystem],
  hosts: 1,
  costs: noCosts,
};

/** So many messages of each rank to its neighbour, a microsecond each, all of it under locks. */
export function neighbours(count: number): RunInput['messages'] {
  const sending = { count, bytes: 0, partnersOf: (rank: number) => [rank ^ 1] };
  return messagesOf(16, 16, alike({ seconds: 1e-6, lockedSeconds: 1e-6 }), [sending]);
}

/** The same in VMs of so many vCPUs each. */
export function inVms(
  count: number,
  input: RunInput = native,
  paging: SystemOfRun['paging'] = 'nested',
): RunInput {
  const vcpus = 16 / count;
  return {
    ...input,
    systems: Array.from({ length: count }, () => ({ ...nativeSystem, paging, vcpus })),
    threads: input.threads.map((thread, rank) => ({ ...thread, system: Math.floor(rank / vcpus) })),
  };
}
