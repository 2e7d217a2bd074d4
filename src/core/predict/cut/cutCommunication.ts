import type { Pattern, Profile } from '../profiles/profile';
import { messageTimes, type MessageTimes } from '../time/messageCostsOf';
import { messageWay, type MessageEnd, type WaySetup } from '../time/messageWay';
import type { Communication } from '../time/messages';
import type { EndKinds } from './endKinds';
import { barrierRounds, type Tally } from './messageTally';
import { serverSeconds, type Servers } from './servers';

/** What is known of the messages of a program before there are values: who sends how many of which class, over whom. */
export interface MessagePlan {
  readonly kinds: EndKinds;
  readonly servers: Servers;
  /** One for each kind of messages of the profile. */
  readonly tallies: readonly Tally[];
  readonly rounds: readonly (readonly number[])[];
  /** Ranks of which each stands for all that are like it. */
  readonly ranks: readonly number[];
  /** How many ranks each of `ranks` stands for, itself included. */
  readonly alike: readonly number[];
  /** Servers that each of `ranks` needs; of those that are alike one. */
  readonly needs: readonly (readonly number[])[];
}

export type CommunicationOfRanks = Pick<Communication, 'seconds' | 'lockedSeconds' | 'waits'>;

/**
 * Communication of the ranks of the plan, in its order: the same as `communicationOf` (time/messages.ts) gives for all
 * ranks, from counts in place of single messages.
 */
export function cutCommunication(
  { kinds, servers, tallies, rounds, ranks, needs }: MessagePlan,
  { messages, barriers }: Pick<Profile, 'messages' | 'barriers'>,
  setup: WaySetup,
): CommunicationOfRanks {
  const timesOf = classTimes(kinds, setup);
  const classes = kinds.samples.length;
  const served = new Float64Array(servers.count);
  const [own, waited, locked, waits, busy] = [0, 1, 2, 3, 4].map(() => new Float64Array(ranks.length)) as [
    Float64Array<ArrayBuffer>,
    Float64Array<ArrayBuffer>,
    Float64Array<ArrayBuffer>,
    Float64Array<ArrayBuffer>,
    Float64Array<ArrayBuffer>,
  ];
  for (const [at, { count, bytes }] of messages.entries()) {
    const tally = tallies[at];
    if (tally === undefined || count.value === 0) continue;
    for (let kind = 0; kind < classes; kind += 1) {
      const times = timesOf(kind, bytes.value);
      for (let row = 0; row < ranks.length; row += 1) {
        const place = (ranks[row] as number) * classes + kind;
        const sent = count.value * (tally.sent[place] as number);
        const received = count.value * (tally.received[place] as number);
        own[row] = (own[row] as number) + sent * times.seconds;
        waited[row] = (waited[row] as number) + sent * times.waitSeconds;
        locked[row] = (locked[row] as number) + sent * times.lockedSeconds;
        waits[row] = (waits[row] as number) + sent;
        busy[row] = (busy[row] as number) + sent * times.senderSeconds + received * times.receiverSeconds;
      }
      for (let server = 0; server < servers.count; server += 1) {
        const place = server * classes + kind;
        const what = servers.kinds[server] ?? 'memory';
        const out = (tally.servedOut[place] as number) * serverSeconds(times, what, false);
        const into = (tally.servedIn[place] as number) * serverSeconds(times, what, true);
        served[server] = (served[server] as number) + count.value * (out + into);
      }
    }
  }
  const barrier = barrierOf(rounds, barriers.value, (kind) => timesOf(kind, 0));
  const seconds = own.map((time, row) => {
    let longest = Math.max(time, busy[row] as number);
    for (const server of needs[row] ?? []) longest = Math.max(longest, served[server] as number);
    return longest + (waited[row] as number) + barrier.seconds;
  });
  return {
    seconds,
    lockedSeconds: locked.map((time) => time + barrier.lockedSeconds),
    waits: waits.map((count) => count + barriers.value),
  };
}

/** Of messages of a class and size. */
export function classTimes(
  { samples }: EndKinds,
  setup: WaySetup,
): (kind: number, bytes: number) => MessageTimes {
  const ways = samples.map(([a, b]) => messageWay(setup, a, b));
  const known = samples.map(() => new Map<number, MessageTimes>());
  return (kind, bytes) => {
    const times = known[kind]?.get(bytes);
    if (times !== undefined) return times;
    const [a, b] = samples[kind] as readonly [MessageEnd, MessageEnd];
    const made = messageTimes(ways[kind] as (typeof ways)[number], { a, b, bytes }, setup);
    known[kind]?.set(bytes, made);
    return made;
  };
}

function barrierOf(
  rounds: MessagePlan['rounds'],
  barriers: number,
  timesOf: (kind: number) => MessageTimes,
): { readonly seconds: number; readonly lockedSeconds: number } {
  let [seconds, lockedSeconds] = [0, 0];
  if (barriers === 0) return { seconds, lockedSeconds };
  for (const classes of rounds) {
    const all = classes.map(timesOf);
    seconds += barriers * Math.max(0, ...all.map((one) => one.seconds + one.waitSeconds));
    lockedSeconds += barriers * Math.max(0, ...all.map((one) => one.lockedSeconds));
  }
  return { seconds, lockedSeconds };
}

export interface PlanSetup {
  readonly kinds: EndKinds;
  readonly servers: Servers;
  readonly tallyOf: (pattern: Pattern) => Tally;
  readonly messages: Profile['messages'];
  readonly hasBarriers: boolean;
  /** Of each rank: ranks whose marks differ are never alike. */
  readonly marks: Int32Array;
}

/** Finds ranks that are alike in all that communication asks of them. */
export function messagePlan(setup: PlanSetup): MessagePlan {
  const { kinds, servers, messages, marks } = setup;
  const tallies = messages.map(({ pattern }) => setup.tallyOf(pattern));
  const distinct = [...new Set(tallies)];
  const leads = leadingServers(servers, distinct, kinds.samples.length);
  const keys = distinct.map((tally) => rowKeys(tally, kinds.samples.length, servers.count, leads));
  const found = new Map<string, number>();
  const ranks: number[] = [];
  const alike: number[] = [];
  for (const [rank, mark] of marks.entries()) {
    const key = `${mark} ${distinct.map(({ rowOf }, at) => keys[at]?.[rowOf[rank] as number] ?? 0).join(' ')}`;
    const known = found.get(key) ?? ranks.push(rank) - 1;
    found.set(key, known);
    alike[known] = (alike[known] ?? 0) + 1;
  }
  const needs = ranks.map((rank) => [
    ...new Set(distinct.flatMap((tally) => neededBy(tally, rank, servers.count, leads))),
  ]);
  const rounds = setup.hasBarriers ? barrierRounds(kinds) : [];
  return { kinds, servers, tallies, rounds, ranks, needs, alike };
}

/** Of servers that have the same to do the first stands for all: whoever waits for one waits as long for another. */
function leadingServers({ kinds }: Servers, tallies: readonly Tally[], classes: number): readonly number[] {
  const first = new Map<string, number>();
  return kinds.map((kind, server) => {
    const own = (all: Float64Array): string => all.subarray(server * classes, (server + 1) * classes).join();
    const key = `${kind} ${tallies.map(({ servedOut, servedIn }) => `${own(servedOut)} ${own(servedIn)}`).join(' ')}`;
    const lead = first.get(key) ?? server;
    first.set(key, lead);
    return lead;
  });
}

function neededBy(
  { needs }: Tally,
  rank: number,
  count: number,
  leads: readonly number[],
): readonly number[] {
  const needed = new Set<number>();
  for (const [server, lead] of leads.entries()) if (needs[rank * count + server] === 1) needed.add(lead);
  return [...needed].sort((a, b) => a - b);
}

/** Numbers of the rows of a tally: rows that differ only in servers with the same to do have the same. */
function rowKeys(
  tally: Tally,
  classes: number,
  servers: number,
  leads: readonly number[],
): readonly number[] {
  const numbers = new Map<string, number>();
  return tally.rows.map((rank) => {
    const own = (all: Float64Array): string => all.subarray(rank * classes, (rank + 1) * classes).join();
    const key = `${own(tally.sent)} ${own(tally.received)} ${neededBy(tally, rank, servers, leads).join()}`;
    const known = numbers.get(key) ?? numbers.size;
    numbers.set(key, known);
    return known;
  });
}
