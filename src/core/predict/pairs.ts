import { barrierCost, communicationOf, type Communication } from './messages/communication';
import { messagePlan } from './messages/plan';
import { partnersTally } from './messages/tally';
import type { RunInput } from './time/runInput';

/** Seconds of one barrier of all ranks, with the locks of wide VMs. */
export function barrierSeconds(input: RunInput): number {
  const { seconds, lockedSeconds } = barrierCost(input.messages);
  return seconds + lockedSeconds * growth(input);
}

/** Seconds of a message one way while each rank of the first half and its partner in the second have one under way. */
export function pairLatencySeconds(input: RunInput, bytes: number): number {
  const { seconds, lockedSeconds } = halves(input, bytes);
  return Math.max(...seconds) + Math.max(...lockedSeconds) * growth(input);
}

/** Bytes a second of all pairs together, many messages under way: what the busiest server lets through. */
export function pairBytesPerSecond(input: RunInput, bytes: number): number {
  return (bytes * (input.threads.length >> 1)) / halves(input, bytes).busiestSeconds;
}

/** One message of each rank of the first half to its partner in the second. */
function halves({ threads: { length }, messages }: RunInput, bytes: number): Communication {
  const { kinds, servers } = messages.plan;
  const half = length >> 1;
  const partnersOf = (rank: number): readonly number[] => (rank < half ? [rank + half] : []);
  const tallies = [partnersTally(partnersOf, kinds, servers)];
  const plan = messagePlan({ kinds, servers, tallies, rounds: [] });
  return communicationOf({ plan, sent: [{ count: 1, bytes }], barriers: 0, timesOf: messages.timesOf });
}

/** Of time under locks, as a share of it; in the widest VM. */
function growth({ systems, costs }: RunInput): number {
  const widest = Math.max(1, ...systems.map(({ vcpus, paging }) => (paging === 'native' ? 1 : vcpus)));
  return costs.lockGrowthPerVcpu * (widest - 1);
}
