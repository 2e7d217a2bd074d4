import { LINE_BYTES, type MachineParameters } from '../machines/machine';

/** Memory of one host as its cores see it; rows and columns in the order of the machine's nodes. */
export interface MemorySystem {
  /** Of an empty machine: from a core of a node (row) to memory of a node (column). */
  readonly latencySeconds: readonly (readonly number[])[];
  /** What a node's memory gives to all cores together. */
  readonly nodeBytesPerSecond: readonly number[];
  /** What goes to cores of a node (row) from memory of another node (column); Infinity where nothing narrows it. */
  readonly linkBytesPerSecond: readonly (readonly number[])[];
}

/** A thread that reads and writes memory. */
export interface MemoryUser {
  /** Hosts count from 0; each has a memory of its own. */
  readonly host: number;
  /** Where it runs: a place in the machine's list of nodes. */
  readonly node: number;
  /** Lines that go between its caches and memory, in all. */
  readonly lines: number;
  /** How many of them it has on the way at a time. */
  readonly linesInFlight: number;
  /** Of its lines, by place of the node; they sum to 1. */
  readonly nodeShares: readonly number[];
}

/** Bytes a second that one thread gets from a node when nobody else wants anything. */
export function bytesPerSecondAlone(
  { latencySeconds, nodeBytesPerSecond, linkBytesPerSecond }: MemorySystem,
  { node, linesInFlight }: Pick<MemoryUser, 'node' | 'linesInFlight'>,
  from: number,
): number {
  const latency = latencySeconds[node]?.[from] ?? 0;
  const wide = Math.min(nodeBytesPerSecond[from] ?? Infinity, linkBytesPerSecond[node]?.[from] ?? Infinity);
  return latency === 0 ? wide : Math.min(wide, (linesInFlight * LINE_BYTES) / latency);
}

/** `linkDataShare` of the peak of links is for lines: the rest goes to headers, requests and probes. */
export function memorySystemOf(
  { nodes, linkBytesPerSecond }: MachineParameters,
  linkDataShare: number,
): MemorySystem {
  const link = (linkBytesPerSecond?.value ?? Infinity) * linkDataShare;
  return {
    latencySeconds: nodes.map(({ latencySeconds }) => latencySeconds.map(({ value }) => value)),
    nodeBytesPerSecond: nodes.map(({ bytesPerSecond }) => bytesPerSecond.value),
    linkBytesPerSecond: nodes.map((_from, from) => nodes.map((_to, to) => (from === to ? Infinity : link))),
  };
}
