import type { Profile } from '../profiles/profile';
import type { MessagePlan } from './plan';
import { serverSeconds } from './servers';
import { classTimes, type ClassTimes } from './times';
import type { WaySetup } from './way';

/** All messages of a run with every number known. */
export interface RunMessages {
  readonly plan: MessagePlan;
  /** Of each tally of the plan: by each rank to each of its partners. */
  readonly sent: readonly { readonly count: number; readonly bytes: number }[];
  /** Of all ranks. */
  readonly barriers: number;
  readonly timesOf: ClassTimes;
}

/** What a program sends by its profile, whose kinds of messages are those of the plan, in their order. */
export function runMessages(
  plan: MessagePlan,
  { messages, barriers }: Pick<Profile, 'messages' | 'barriers'>,
  setup: WaySetup,
): RunMessages {
  return {
    plan,
    sent: messages.map(({ count, bytes }) => ({ count: count.value, bytes: bytes.value })),
    barriers: barriers.value,
    timesOf: classTimes(plan.kinds, setup),
  };
}

/** By places of the plan's ranks, each of which stands for all that are like it. */
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
 * Manber 1988), each as slow as its slowest. Messages of one class are priced once, however many there are.
 */
export function communicationOf({ plan, sent, barriers, timesOf }: RunMessages): Communication {
  const { kinds, servers, tallies, ranks, needs } = plan;
  const classes = kinds.samples.length;
  const served = new Float64Array(servers.count);
  const of = (): Float64Array<ArrayBuffer> => new Float64Array(ranks.length);
  const [own, waited, locked, waits, busy] = [of(), of(), of(), of(), of()];
  for (const [at, { count, bytes }] of sent.entries()) {
    const tally = tallies[at];
    if (tally === undefined || count === 0) continue;
    for (let kind = 0; kind < classes; kind += 1) {
      const times = timesOf(kind, bytes);
      for (let row = 0; row < ranks.length; row += 1) {
        const place = (ranks[row] as number) * classes + kind;
        const out = count * (tally.sent[place] as number);
        const into = count * (tally.received[place] as number);
        own[row] = (own[row] as number) + out * times.seconds;
        waited[row] = (waited[row] as number) + out * times.waitSeconds;
        locked[row] = (locked[row] as number) + out * times.lockedSeconds;
        waits[row] = (waits[row] as number) + out;
        busy[row] = (busy[row] as number) + out * times.senderSeconds + into * times.receiverSeconds;
      }
      for (let server = 0; server < servers.count; server += 1) {
        const place = server * classes + kind;
        const what = servers.kinds[server] ?? 'memory';
        const out = (tally.servedOut[place] as number) * serverSeconds(times, what, false);
        const into = (tally.servedIn[place] as number) * serverSeconds(times, what, true);
        served[server] = (served[server] as number) + count * (out + into);
      }
    }
  }
  const barrier = barrierCost({ plan, timesOf });
  const seconds = own.map((time, row) => {
    let longest = Math.max(time, busy[row] as number);
    for (const server of needs[row] ?? []) longest = Math.max(longest, served[server] as number);
    return longest + (waited[row] as number) + barriers * barrier.seconds;
  });
  return {
    seconds,
    lockedSeconds: locked.map((time) => time + barriers * barrier.lockedSeconds),
    waits: waits.map((count) => count + barriers),
    busiestSeconds: Math.max(0, ...busy, ...served),
  };
}

/** Of one barrier of all ranks, the slowest message of each round. */
export function barrierCost({ plan: { rounds }, timesOf }: Pick<RunMessages, 'plan' | 'timesOf'>): {
  readonly seconds: number;
  readonly lockedSeconds: number;
} {
  let [seconds, lockedSeconds] = [0, 0];
  for (const classes of rounds) {
    const all = classes.map((kind) => timesOf(kind, 0));
    seconds += Math.max(0, ...all.map((one) => one.seconds + one.waitSeconds));
    lockedSeconds += Math.max(0, ...all.map((one) => one.lockedSeconds));
  }
  return { seconds, lockedSeconds };
}
