import type { Sourced } from '../sourced';

/** What the model must know of a machine beyond its topology. */
export interface MachineParameters {
  /** Id of the machine. */
  readonly machine: string;
  readonly cyclesPerSecond: Sourced;
  /** Caches that a core has to itself while all cores are busy: its own, and its part of shared ones. */
  readonly cacheBytesPerPu: Sourced;
  /** Lines of 64 bytes that one core waits for at a time: with the latency they bound what it can draw. */
  readonly linesInFlight: Sourced;
  /** In the order of the machine's nodes. */
  readonly nodes: readonly NodeParameters[];
  /** Bytes a second of one link between nodes in one direction; null for a machine of one node. */
  readonly linkBytesPerSecond: Sourced | null;
  /** Each pair of nodes has a link of its own; or nodes have links to the ones before and after them, in a ring. */
  readonly linkShape: 'direct' | 'ring';
}

export interface NodeParameters {
  /** Number of the node. */
  readonly node: number;
  /** Bytes a second that its memory gives to all cores together, reads and writes. On a UMA machine, the bus. */
  readonly bytesPerSecond: Sourced;
  /** Seconds until a core of this node has a line, by node of the memory, in the order of the machine's nodes. */
  readonly latencySeconds: readonly Sourced[];
}

/** Bytes of a cache line on all machines here. */
export const LINE_BYTES = 64;

/** Seconds from a core of one node to memory of another, by number; null for nodes that the machine has not. */
export function latencyBetween({ nodes }: MachineParameters, from: number, to: number): Sourced | null {
  const place = nodes.findIndex(({ node }) => node === to);
  return nodes.find(({ node }) => node === from)?.latencySeconds[place] ?? null;
}

/** Bytes a second that one core alone draws over this latency. */
export function puBytesPerSecond({ linesInFlight }: MachineParameters, latencySeconds: number): number {
  return (linesInFlight.value * LINE_BYTES) / latencySeconds;
}
