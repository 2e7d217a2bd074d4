import type { EndKinds } from './kinds';
import type { Servers } from './servers';
import type { Tally } from './tally';

/** What is known of the messages of a program before there are values: who sends how many of which class, over whom. */
export interface MessagePlan {
  readonly kinds: EndKinds;
  readonly servers: Servers;
  /** One for each kind of messages of the program. */
  readonly tallies: readonly Tally[];
  /** Classes of the messages in each round of a barrier. */
  readonly rounds: readonly (readonly number[])[];
  /** Ranks of which each stands for all that are like it. */
  readonly ranks: readonly number[];
  /** How many ranks each of `ranks` stands for, itself included. */
  readonly alike: readonly number[];
  /** Of each rank, the place in `ranks` of the one that stands for it. */
  readonly placeOf: Int32Array;
  /** Servers that each of `ranks` needs; of those that are alike one. */
  readonly needs: readonly (readonly number[])[];
}

interface PlanSetup extends Pick<MessagePlan, 'kinds' | 'servers' | 'tallies' | 'rounds'> {
  /** Of each rank: ranks whose marks differ are never alike. All may be, where there are none. */
  readonly marks?: Int32Array;
}

/** Finds ranks that are alike in all that communication asks of them. */
export function messagePlan({ kinds, servers, tallies, rounds, marks }: PlanSetup): MessagePlan {
  const distinct = [...new Set(tallies)];
  const leads = leadingServers(servers, distinct, kinds.samples.length);
  const keys = distinct.map((tally) => rowKeys(tally, kinds.samples.length, servers.count, leads));
  const found = new Map<string, number>();
  const ranks: number[] = [];
  const alike: number[] = [];
  const placeOf = new Int32Array(kinds.kindOf.length);
  for (let rank = 0; rank < placeOf.length; rank += 1) {
    const key = `${marks?.[rank] ?? 0} ${distinct.map(({ rowOf }, at) => keys[at]?.[rowOf[rank] as number] ?? 0).join(' ')}`;
    const known = found.get(key) ?? ranks.push(rank) - 1;
    found.set(key, known);
    placeOf[rank] = known;
    alike[known] = (alike[known] ?? 0) + 1;
  }
  const needs = ranks.map((rank) => [
    ...new Set(distinct.flatMap((tally) => neededBy(tally, rank, servers.count, leads))),
  ]);
  return { kinds, servers, tallies, rounds, ranks, needs, alike, placeOf };
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
