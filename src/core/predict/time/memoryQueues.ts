import { LINE_BYTES } from '../machines/machine';
import { memoryFlows, type MemoryFlows } from './memoryFlows';
import type { MemorySystem } from './memorySystem';
import type { ThreadOfRun } from './runInput';

/** Of a thread, what it does with memory; the same for threads with as many users of their cores. */
export interface MemoryLoad {
  /** Lines that go between its caches and memory, in all. */
  readonly lines: number;
  /** How many of them it has on the way at a time. */
  readonly linesInFlight: number;
  /** That it computes beside waiting for them. */
  readonly computeSeconds: number;
}

/** Rounds end when no thread's seconds change by more than this share of the longest. */
const ENOUGH = 1e-6;
const MOST_ROUNDS = 5_000;

/**
 * Seconds for which each thread waits for its lines when all work at the same time: as long as the slowest works, each sends
 * its lines evenly over that time. `overlapShare` as workingSeconds has it.
 *
 * Memories and links are the stations of a closed queueing network, whose customers are the lines in flight; the rest of
 * the latency is a delay without a queue. Mean values by the approximation of Bard (1979) and Schweitzer (1979): a line
 * that arrives finds the mean queue less what its own thread has there, over the thread's number of lines. No station gives
 * more than its capacity, and a machine with one line in flight shows its bare latency. docs/model/time.md.
 */
export function memorySeconds(
  system: MemorySystem,
  threads: readonly ThreadOfRun[],
  loadOf: (thread: ThreadOfRun) => MemoryLoad,
  overlapShare: number,
): Float64Array {
  const { links, nodeBytesPerSecond } = system;
  const routes = links.bytesPerSecond === Infinity ? null : links.routes;
  const flows = memoryFlows(threads, nodeBytesPerSecond.length, routes);
  const loads = flows.threads.map(loadOf);
  const network = networkOf(flows, loads, system);
  const waiting = new Float64Array(loads.length);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    let longest = 0;
    let change = 0;
    for (let flow = 0; flow < loads.length; flow += 1) {
      const { lines, linesInFlight, computeSeconds } = loads[flow] as MemoryLoad;
      const now = (lines / linesInFlight) * responseSeconds(network, flow, linesInFlight);
      change = Math.max(change, Math.abs(now - (waiting[flow] as number)));
      waiting[flow] = now;
      longest = Math.max(longest, workingSeconds(computeSeconds, now, overlapShare));
    }
    if (longest === 0 || change <= ENOUGH * longest) break;
    network.queues.fill(0);
    for (let flow = 0; flow < loads.length; flow += 1) {
      // A thread that waits for half of the time has half of its lines on the way on average.
      const share = (waiting[flow] as number) / longest;
      queue(network, flow, share * (loads[flow] as MemoryLoad).linesInFlight);
    }
  }
  return Float64Array.from(flows.flowOf, (flow) => waiting[flow] as number);
}

/** Computing and waiting for memory, a share of the shorter one beside the other. */
export function workingSeconds(compute: number, memory: number, overlapShare: number): number {
  return compute + memory - overlapShare * Math.min(compute, memory);
}

/** Lines of flows at their stations. */
interface Network {
  readonly flows: MemoryFlows;
  /** By flow: the part of a line's latency that is spent in no queue, and all seconds of a line on its way. */
  readonly delaySeconds: Float64Array;
  readonly spentSeconds: Float64Array;
  /** By visit: service of one line, times the share of the lines that go there; seconds spent; a thread's lines there. */
  readonly demandSeconds: Float64Array;
  readonly response: Float64Array;
  readonly own: Float64Array;
  /** By station, lines of all. */
  readonly queues: Float64Array;
}

function networkOf(flows: MemoryFlows, loads: readonly MemoryLoad[], system: MemorySystem): Network {
  const { begin, node, share, stations, threads } = flows;
  const { nodeBytesPerSecond, links, latencySeconds } = system;
  const visits = node.length;
  const demandSeconds = new Float64Array(visits);
  for (let visit = 0; visit < visits; visit += 1) {
    const from = node[visit] as number;
    const bytesPerSecond = from < 0 ? links.bytesPerSecond : (nodeBytesPerSecond[from] ?? Infinity);
    demandSeconds[visit] = (share[visit] as number) * (LINE_BYTES / bytesPerSecond);
  }
  const delaySeconds = Float64Array.from(threads, ({ node: at, nodeShares }, flow) => {
    let latency = 0;
    for (let to = 0; to < nodeShares.length; to += 1)
      latency += (nodeShares[to] as number) * (latencySeconds[at]?.[to] ?? 0);
    let served = 0;
    for (let visit = begin[flow] as number; visit < (begin[flow + 1] as number); visit += 1)
      served += demandSeconds[visit] as number;
    // An empty machine then shows its latency.
    return Math.max(0, latency - served);
  });
  return {
    ...{ flows, delaySeconds, demandSeconds, spentSeconds: new Float64Array(loads.length) },
    ...{ response: new Float64Array(visits), own: new Float64Array(visits) },
    queues: new Float64Array(stations),
  };
}

/** Seconds of one line on its way; those of each visit are written down. */
function responseSeconds(network: Network, flow: number, linesInFlight: number): number {
  const { flows, delaySeconds, spentSeconds, demandSeconds, response, own, queues } = network;
  const { begin, station } = flows;
  const end = begin[flow + 1] as number;
  let sum = delaySeconds[flow] as number;
  for (let visit = begin[flow] as number; visit < end; visit += 1) {
    const others = (queues[station[visit] as number] as number) - (own[visit] as number) / linesInFlight;
    const seconds = (demandSeconds[visit] as number) * (others > 0 ? 1 + others : 1);
    response[visit] = seconds;
    sum += seconds;
  }
  spentSeconds[flow] = sum;
  return sum;
}

/** Puts so many lines of each of the flow's threads where they spend their time. */
function queue({ flows, spentSeconds, response, own, queues }: Network, flow: number, lines: number): void {
  const { begin, station, users } = flows;
  const end = begin[flow + 1] as number;
  const sum = spentSeconds[flow] as number;
  const scale = sum === 0 ? 0 : lines / sum;
  for (let visit = begin[flow] as number; visit < end; visit += 1) {
    const at = station[visit] as number;
    const there = scale * (response[visit] as number);
    own[visit] = there;
    queues[at] = (queues[at] as number) + (users[flow] as number) * there;
  }
}
