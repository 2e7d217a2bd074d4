import { LINE_BYTES } from '../machines/machine';
import type { MemorySystem, MemoryUser } from './memorySystem';

/** One place at which a user's lines queue: the memory of a node, or a link to it. */
interface Visit {
  readonly station: number;
  /** Service of one line there, times the share of the user's lines that go there. */
  readonly demandSeconds: number;
}

/** Rounds end when no user's seconds change by more than this share of the longest. */
const ENOUGH = 1e-6;
const MOST_ROUNDS = 5_000;

/**
 * Seconds for which each user waits for its lines when all work at the same time. `workSeconds` says how long a user works
 * in all, given those seconds: as long as the slowest works, each sends its lines evenly over that time.
 *
 * Memories and links are the stations of a closed queueing network, whose customers are the lines in flight; the rest of
 * the latency is a delay without a queue. Mean values by the approximation of Bard (1979) and Schweitzer (1979): a line
 * that arrives finds the mean queue less what its own user has there, over the user's number of lines. No station gives
 * more than its capacity, and a machine with one line in flight shows its bare latency. docs/model/time.md.
 */
export function memorySeconds(
  system: MemorySystem,
  users: readonly MemoryUser[],
  workSeconds: (user: number, memorySeconds: number) => number,
): Float64Array {
  const stations = stationsOf(system);
  const alike = alikeOf(users);
  const paths = alike.map(({ user, count }) => pathOf(system, stations, user, count));
  const queues = new Float64Array(stations * (1 + Math.max(0, ...users.map(({ host }) => host))));
  const seconds = new Float64Array(users.length);
  const waiting = new Float64Array(alike.length);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    let longest = 0;
    let change = 0;
    for (let at = 0; at < paths.length; at += 1) {
      const path = paths[at] as Path;
      const before = waiting[at] ?? 0;
      const now = path.linesPerFlight * responseSeconds(path, queues);
      waiting[at] = now;
      change = Math.max(change, Math.abs(now - before));
      // What they do beside waiting may still differ.
      for (const member of alike[at]?.members ?? []) longest = Math.max(longest, workSeconds(member, now));
    }
    if (longest === 0 || change <= ENOUGH * longest) break;
    queues.fill(0);
    // A user that waits for half of the time has half of its lines on the way on average.
    for (let at = 0; at < paths.length; at += 1)
      queue(paths[at] as Path, queues, (waiting[at] ?? 0) / longest);
  }
  for (const [at, { members }] of alike.entries())
    for (const member of members) seconds[member] = waiting[at] ?? 0;
  return seconds;
}

/** Users whose lines go the same way in the same number. */
interface Alike {
  /** One that stands for all. */
  readonly user: MemoryUser;
  /** Their places among the users, which may stand for several each. */
  readonly members: number[];
  count: number;
}

function alikeOf(users: readonly MemoryUser[]): readonly Alike[] {
  const groups = new Map<string, Alike>();
  for (const [at, user] of users.entries()) {
    const { host, node, lines, linesInFlight, nodeShares, alike = 1 } = user;
    const key = `${host} ${node} ${lines} ${linesInFlight} ${sharesKey(nodeShares)}`;
    const group = groups.get(key) ?? { user, members: [], count: 0 };
    groups.set(key, group);
    group.members.push(at);
    group.count += alike;
  }
  return [...groups.values()];
}

/** Threads share their shares, and one run after the other has them. */
const sharesKeys = new WeakMap<readonly number[], string>();

function sharesKey(shares: readonly number[]): string {
  const known = sharesKeys.get(shares);
  if (known !== undefined) return known;
  const made = shares.join(' ');
  sharesKeys.set(shares, made);
  return made;
}

/** Where a user's lines go, and its own of them in each queue. */
interface Path {
  /** Users that it stands for. */
  readonly users: number;
  readonly visits: readonly Visit[];
  /** Lines in the queue of each visit, and seconds spent there. */
  readonly own: Float64Array;
  readonly response: Float64Array;
  readonly delaySeconds: number;
  readonly linesInFlight: number;
  readonly linesPerFlight: number;
}

/** Seconds of one line on its way; those of each visit are written down. */
function responseSeconds(
  { visits, own, response, delaySeconds, linesInFlight }: Path,
  queues: Float64Array,
): number {
  let sum = delaySeconds;
  for (let at = 0; at < visits.length; at += 1) {
    const { station, demandSeconds } = visits[at] as Visit;
    const found = Math.max(0, (queues[station] ?? 0) - (own[at] ?? 0) / linesInFlight);
    sum += response[at] = demandSeconds * (1 + found);
  }
  return sum;
}

/** Puts a share of the users' lines where they spend their time. */
function queue(
  { users, visits, own, response, delaySeconds, linesInFlight }: Path,
  queues: Float64Array,
  share: number,
): void {
  let sum = delaySeconds;
  for (const one of response) sum += one;
  for (let at = 0; at < visits.length; at += 1) {
    const { station } = visits[at] as Visit;
    const lines = sum === 0 ? 0 : (share * linesInFlight * (response[at] ?? 0)) / sum;
    own[at] = lines;
    queues[station] = (queues[station] ?? 0) + users * lines;
  }
}

function pathOf(system: MemorySystem, stations: number, user: MemoryUser, users: number): Path {
  const visits = visitsOf(system, stations, user);
  return {
    ...{ users, visits },
    own: new Float64Array(visits.length),
    response: new Float64Array(visits.length),
    delaySeconds: delayOf(system, user, visits),
    linesInFlight: user.linesInFlight,
    linesPerFlight: user.lines / user.linesInFlight,
  };
}

function stationsOf({ nodeBytesPerSecond, links }: MemorySystem): number {
  return nodeBytesPerSecond.length + links.count;
}

/** Memories first, then links. */
function visitsOf(
  { nodeBytesPerSecond, links }: MemorySystem,
  stations: number,
  user: MemoryUser,
): readonly Visit[] {
  const first = user.host * stations;
  return user.nodeShares.flatMap((share, from) => {
    if (share === 0) return [];
    const memory = share * (LINE_BYTES / (nodeBytesPerSecond[from] ?? Infinity));
    const hops = links.bytesPerSecond === Infinity ? [] : links.route(from, user.node);
    return [
      { station: first + from, demandSeconds: memory },
      ...hops.map((hop) => ({
        station: first + nodeBytesPerSecond.length + hop.link,
        demandSeconds: share * hop.share * (LINE_BYTES / links.bytesPerSecond),
      })),
    ];
  });
}

/** The part of a line's latency that is spent in no queue: an empty machine then shows its latency. */
function delayOf({ latencySeconds }: MemorySystem, user: MemoryUser, visits: readonly Visit[]): number {
  let latency = 0;
  for (const [to, share] of user.nodeShares.entries())
    latency += share * (latencySeconds[user.node]?.[to] ?? 0);
  const served = visits.reduce((sum, { demandSeconds }) => sum + demandSeconds, 0);
  return Math.max(0, latency - served);
}
