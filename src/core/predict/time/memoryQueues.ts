import { LINE_BYTES } from '../machines/machine';
import type { MemorySystem, MemoryUser } from './memorySystem';

/** Rounds end when no user's seconds change by more than this share of the longest. */
const ENOUGH = 1e-6;
const MOST_ROUNDS = 5_000;

/**
 * Seconds for which each user waits for its lines when all work at the same time: as long as the slowest works, each sends
 * its lines evenly over that time. `overlapShare` as workingSeconds has it.
 *
 * Memories and links are the stations of a closed queueing network, whose customers are the lines in flight; the rest of
 * the latency is a delay without a queue. Mean values by the approximation of Bard (1979) and Schweitzer (1979): a line
 * that arrives finds the mean queue less what its own user has there, over the user's number of lines. No station gives
 * more than its capacity, and a machine with one line in flight shows its bare latency. docs/model/time.md.
 */
export function memorySeconds(
  system: MemorySystem,
  users: readonly MemoryUser[],
  overlapShare: number,
): Float64Array {
  const { paths, pathOf } = pathsOf(system, users);
  const queues = new Float64Array(stationsOf(system) * hostsOf(users));
  const waiting = new Float64Array(paths.length);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    let longest = 0;
    let change = 0;
    for (let at = 0; at < paths.length; at += 1) {
      const path = paths[at] as Path;
      const before = waiting[at] as number;
      const now = path.linesPerFlight * responseSeconds(path, queues);
      waiting[at] = now;
      change = Math.max(change, Math.abs(now - before));
      longest = Math.max(longest, workingSeconds(path.computeSeconds, now, overlapShare));
    }
    if (longest === 0 || change <= ENOUGH * longest) break;
    queues.fill(0);
    // A user that waits for half of the time has half of its lines on the way on average.
    for (let at = 0; at < paths.length; at += 1)
      queue(paths[at] as Path, queues, (waiting[at] as number) / longest);
  }
  return Float64Array.from(pathOf, (at) => waiting[at] as number);
}

/** Computing and waiting for memory, a share of the shorter one beside the other. */
export function workingSeconds(compute: number, memory: number, overlapShare: number): number {
  return compute + memory - overlapShare * Math.min(compute, memory);
}

/** Where the lines of users go that are alike, and their own in each queue. A visit is a station and the time of it. */
interface Path {
  /** Users that it stands for. */
  users: number;
  readonly computeSeconds: number;
  readonly linesInFlight: number;
  readonly linesPerFlight: number;
  readonly delaySeconds: number;
  readonly stations: Int32Array;
  /** Service of one line at each, times the share of the user's lines that go there. */
  readonly demandSeconds: Float64Array;
  /** Lines of one user in the queue of each, and seconds that a line spends there. */
  readonly own: Float64Array;
  readonly response: Float64Array;
}

/** Users whose lines go the same way in the same number have one path; `pathOf` has the place of each user's. */
function pathsOf(
  system: MemorySystem,
  users: readonly MemoryUser[],
): { readonly paths: readonly Path[]; readonly pathOf: Int32Array } {
  const paths: Path[] = [];
  const visits = visitor(system);
  const placeOf = likeness((user) => paths.push(pathFor(system, user, visits(user))) - 1);
  const pathOf = new Int32Array(users.length);
  for (const [at, user] of users.entries()) {
    const place = placeOf(user);
    pathOf[at] = place;
    (paths[place] as Path).users += user.alike ?? 1;
  }
  return { paths, pathOf };
}

/**
 * Gives the number that `make` gave to the first user like this one. Threads on the same pages share the list of their
 * shares, so that lists are told apart by which they are: two with the same numbers have a path each, with the same end.
 */
function likeness(make: (user: MemoryUser) => number): (user: MemoryUser) => number {
  const known = new Map<readonly number[], { readonly user: MemoryUser; readonly number: number }[]>();
  return (user) => {
    const same = known.get(user.nodeShares);
    const found = same?.find((one) => isLike(one.user, user));
    if (found !== undefined) return found.number;
    const made = { user, number: make(user) };
    if (same === undefined) known.set(user.nodeShares, [made]);
    else same.push(made);
    return made.number;
  };
}

function isLike(a: MemoryUser, b: MemoryUser): boolean {
  return (
    a === b ||
    (a.host === b.host &&
      a.node === b.node &&
      a.lines === b.lines &&
      a.linesInFlight === b.linesInFlight &&
      a.computeSeconds === b.computeSeconds)
  );
}

function pathFor(
  { latencySeconds }: MemorySystem,
  user: MemoryUser,
  { stations, demandSeconds }: Pick<Path, 'stations' | 'demandSeconds'>,
): Path {
  const { node, nodeShares, lines, linesInFlight, computeSeconds } = user;
  let latency = 0;
  for (let to = 0; to < nodeShares.length; to += 1)
    latency += (nodeShares[to] as number) * (latencySeconds[node]?.[to] ?? 0);
  let served = 0;
  for (const seconds of demandSeconds) served += seconds;
  return {
    ...{ users: 0, computeSeconds, linesInFlight, linesPerFlight: lines / linesInFlight },
    // The part of a line's latency that is spent in no queue: an empty machine then shows its latency.
    delaySeconds: Math.max(0, latency - served),
    ...{ stations, demandSeconds },
    own: new Float64Array(stations.length),
    response: new Float64Array(stations.length),
  };
}

/** Seconds of one line on its way; those of each visit are written down. */
function responseSeconds(
  { stations, demandSeconds, own, response, delaySeconds, linesInFlight }: Path,
  queues: Float64Array,
): number {
  let sum = delaySeconds;
  for (let at = 0; at < stations.length; at += 1) {
    const others = (queues[stations[at] as number] as number) - (own[at] as number) / linesInFlight;
    const seconds = (demandSeconds[at] as number) * (others > 0 ? 1 + others : 1);
    response[at] = seconds;
    sum += seconds;
  }
  return sum;
}

/** Puts a share of the users' lines where they spend their time. */
function queue(
  { users, stations, own, response, delaySeconds, linesInFlight }: Path,
  queues: Float64Array,
  share: number,
): void {
  let sum = delaySeconds;
  for (let at = 0; at < response.length; at += 1) sum += response[at] as number;
  const scale = sum === 0 ? 0 : (share * linesInFlight) / sum;
  for (let at = 0; at < stations.length; at += 1) {
    const station = stations[at] as number;
    const lines = scale * (response[at] as number);
    own[at] = lines;
    queues[station] = (queues[station] as number) + users * lines;
  }
}

function stationsOf({ nodeBytesPerSecond, links }: MemorySystem): number {
  return nodeBytesPerSecond.length + links.count;
}

function hostsOf(users: readonly MemoryUser[]): number {
  return users.reduce((most, { host }) => Math.max(most, host + 1), 0);
}

/** Where a user's lines go: memories of nodes, each followed by the links on the way from it. */
function visitor(system: MemorySystem): (user: MemoryUser) => Pick<Path, 'stations' | 'demandSeconds'> {
  const { nodeBytesPerSecond, links } = system;
  const isLinked = links.bytesPerSecond !== Infinity;
  const each = stationsOf(system);
  return ({ host, node, nodeShares }) => {
    const stations: number[] = [];
    const demands: number[] = [];
    for (let from = 0; from < nodeShares.length; from += 1) {
      const share = nodeShares[from] as number;
      if (share === 0) continue;
      stations.push(host * each + from);
      demands.push(share * (LINE_BYTES / (nodeBytesPerSecond[from] ?? Infinity)));
      if (!isLinked) continue;
      for (const hop of links.route(from, node)) {
        stations.push(host * each + nodeBytesPerSecond.length + hop.link);
        demands.push(share * hop.share * (LINE_BYTES / links.bytesPerSecond));
      }
    }
    return { stations: Int32Array.from(stations), demandSeconds: Float64Array.from(demands) };
  };
}
