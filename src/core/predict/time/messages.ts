/** What one message costs on its way from one rank to another. */
export interface MessageCost {
  /** From the call of the sender to the return of the receiver, with nobody else about. */
  readonly seconds: number;
  /** Until those who serve it run; on top of that. */
  readonly waitSeconds: number;
  /** The part of `seconds` that is spent on shared queues, under their locks. */
  readonly lockedSeconds: number;
  /** For which it keeps the sender and the receiver busy themselves. */
  readonly senderSeconds: number;
  readonly receiverSeconds: number;
  /** What else serves one message after the other: a thread of QEMU, a link, the memory of a buffer. */
  readonly services: readonly Service[];
}

export interface Service {
  /** One server has one number, from 0 on. */
  readonly server: number;
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
  /** Of the server that has the most to do, ranks among them; without barriers. */
  readonly busiestSeconds: number;
}

/**
 * All messages of a run. Each rank pays for its own one after the other; what a server serves comes one after the other
 * as well, for all ranks that need it, and all of these wait for it: the larger of the two times counts, and waiting for a
 * service to run comes on top. Barriers are rounds of empty messages by doubling distance (dissemination: Hensgen, Finkel,
 * Manber 1988), each as slow as its slowest.
 */
export function communicationOf(
  ranks: number,
  exchanges: readonly Exchange[],
  barriers: number,
  costs: MessageCosts,
): Communication {
  const own = new Float64Array(ranks);
  const waited = new Float64Array(ranks);
  const lockedSeconds = new Float64Array(ranks);
  const waits = new Float64Array(ranks);
  const busy = new Float64Array(ranks);
  const served: number[] = [];
  const needs = Array.from({ length: ranks }, (): true[] => []);
  const add = (rank: number, partner: number, count: number, bytes: number): void => {
    const cost = costs(rank, partner, bytes);
    own[rank] = (own[rank] ?? 0) + count * cost.seconds;
    waited[rank] = (waited[rank] ?? 0) + count * cost.waitSeconds;
    lockedSeconds[rank] = (lockedSeconds[rank] ?? 0) + count * cost.lockedSeconds;
    busy[rank] = (busy[rank] ?? 0) + count * cost.senderSeconds;
    busy[partner] = (busy[partner] ?? 0) + count * cost.receiverSeconds;
    for (const { server, seconds } of cost.services) {
      served[server] = (served[server] ?? 0) + count * seconds;
      (needs[rank] as true[])[server] = true;
      (needs[partner] as true[])[server] = true;
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
  const barrier = barrierCost(ranks, costs, barriers);
  const seconds = own.map((time, rank) => {
    let longest = Math.max(time, busy[rank] ?? 0);
    const own = needs[rank] ?? [];
    for (let server = 0; server < own.length; server += 1)
      if (own[server] === true) longest = Math.max(longest, served[server] ?? 0);
    return longest + (waited[rank] ?? 0) + barrier.seconds;
  });
  return {
    seconds,
    lockedSeconds: lockedSeconds.map((time) => time + barrier.lockedSeconds),
    waits: waits.map((count) => count + barriers),
    busiestSeconds: Math.max(0, ...busy, ...served.filter((time) => time > 0)),
  };
}

/** Of so many barriers of all ranks, the slowest message of each round. */
export function barrierCost(
  ranks: number,
  costs: MessageCosts,
  barriers = 1,
): Pick<MessageCost, 'seconds' | 'lockedSeconds'> {
  let seconds = 0;
  let lockedSeconds = 0;
  for (let distance = 1; distance < ranks && barriers > 0; distance *= 2) {
    let slowest = 0;
    let locked = 0;
    for (let rank = 0; rank < ranks; rank += 1) {
      const cost = costs(rank, (rank + distance) % ranks, 0);
      slowest = Math.max(slowest, cost.seconds + cost.waitSeconds);
      locked = Math.max(locked, cost.lockedSeconds);
    }
    seconds += barriers * slowest;
    lockedSeconds += barriers * locked;
  }
  return { seconds, lockedSeconds };
}
