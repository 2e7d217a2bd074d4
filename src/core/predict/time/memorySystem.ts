import type { MachineParameters } from '../machines/machine';
import { directLinks, ringLinks, type Links } from './links';

/** Memory of one host as its cores see it; rows and columns in the order of the machine's nodes. */
export interface MemorySystem {
  /** Of an empty machine: from a core of a node (row) to memory of a node (column). */
  readonly latencySeconds: readonly (readonly number[])[];
  /** What a node's memory gives to all cores together. */
  readonly nodeBytesPerSecond: readonly number[];
  readonly links: Links;
}

/** `linkDataShare` of the peak of links is for lines: the rest goes to headers, requests and probes. */
export function memorySystemOf(
  { nodes, linkBytesPerSecond, linkShape }: MachineParameters,
  linkDataShare: number,
): MemorySystem {
  const bytesPerSecond = (linkBytesPerSecond?.value ?? Infinity) * linkDataShare;
  return {
    latencySeconds: nodes.map(({ latencySeconds }) => latencySeconds.map(({ value }) => value)),
    nodeBytesPerSecond: nodes.map((node) => node.bytesPerSecond.value),
    links:
      linkShape === 'ring'
        ? ringLinks(nodes.length, bytesPerSecond)
        : directLinks(nodes.length, bytesPerSecond),
  };
}
