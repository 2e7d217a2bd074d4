/** What one message costs on its way from one rank to another. */
export interface MessageCost {
  /** From the call of the sender to the return of the receiver, with nobody else about. */
  readonly seconds: number;
  /** The part of it that is spent on shared queues, under their locks. */
  readonly lockedSeconds: number;
  /** What serves one message after the other: a thread of QEMU, a link, the memory of a buffer. */
  readonly services: readonly Service[];
}

export interface Service {
  /** One server has one name. */
  readonly server: string;
  readonly seconds: number;
}

/** Cost of a message from a rank to a rank. */
export type MessageCosts = (from: number, to: number, bytes: number) => MessageCost;

/** Messages of one kind, from every rank to its partners. */
export interface Exchange {
  /** By each rank to each of its partners. */
  readonly count: number;
  readonly bytes: number;
  readonly partnersOf: (rank: number) => readonly number[];
}

/** Of each rank, in rank order. */
export interface Communication {
  /** Sending and receiving, or waiting for a server that has more to do than that. */
  readonly seconds: Float64Array;
  /** The part of a rank's own seconds that is spent under locks of queues. */
  readonly lockedSeconds: Float64Array;
  /** How often a rank waits for others. */
  readonly waits: Float64Array;
}

/**
 * All messages of a run. Each rank pays for its own one after the other; what a server serves comes one after the other
 * as well, for all ranks that need it, and all of these wait for it: the larger of the two times counts. Barriers are
 * rounds of empty messages by doubling distance (dissemination: Hensgen, Finkel, Manber 1988), each as slow as its slowest.
 */
export function communicationOf(
  ranks: number,
  exchanges: readonly Exchange[],
  barriers: number,
  costs: MessageCosts,
): Communication {
  const own = new Float64Array(ranks);
  const lockedSeconds = new Float64Array(ranks);
  const waits = new Float64Array(ranks);
  const served = new Map<string, number>();
  const needs = Array.from({ length: ranks }, () => new Set<string>());
  const add = (rank: number, partner: number, count: number, bytes: number): void => {
    const { seconds, lockedSeconds: locked, services } = costs(rank, partner, bytes);
    own[rank] = (own[rank] ?? 0) + count * seconds;
    lockedSeconds[rank] = (lockedSeconds[rank] ?? 0) + count * locked;
    for (const { server, seconds: service } of services) {
      served.set(server, (served.get(server) ?? 0) + count * service);
      needs[rank]?.add(server);
      needs[partner]?.add(server);
    }
  };
  for (const { count, bytes, partnersOf } of exchanges) {
    if (count === 0) continue;
    for (let rank = 0; rank < ranks; rank += 1) {
      const partners = partnersOf(rank);
      for (const partner of partners) add(rank, partner, count, bytes);
      waits[rank] = (waits[rank] ?? 0) + count * partners.length;
    }
  }
  const barrier = barrierCost(ranks, costs);
  const seconds = own.map((time, rank) => {
    let longest = time;
    for (const server of needs[rank] ?? []) longest = Math.max(longest, served.get(server) ?? 0);
    return longest + barriers * barrier.seconds;
  });
  return {
    seconds,
    lockedSeconds: lockedSeconds.map((time) => time + barriers * barrier.lockedSeconds),
    waits: waits.map((count) => count + barriers),
  };
}

/** Of one barrier of all ranks, the slowest message of each round. */
export function barrierCost(
  ranks: number,
  costs: MessageCosts,
): Pick<MessageCost, 'seconds' | 'lockedSeconds'> {
  let seconds = 0;
  let lockedSeconds = 0;
  for (let distance = 1; distance < ranks; distance *= 2) {
    let slowest = 0;
    let locked = 0;
    for (let rank = 0; rank < ranks; rank += 1) {
      const cost = costs(rank, (rank + distance) % ranks, 0);
      slowest = Math.max(slowest, cost.seconds);
      locked = Math.max(locked, cost.lockedSeconds);
    }
    seconds += slowest;
    lockedSeconds += locked;
  }
  return { seconds, lockedSeconds };
}
