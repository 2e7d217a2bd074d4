import type { Sourced } from '../sourced';

/** How a message comes from one rank to another. */
export interface MessagePath {
  readonly title: string;
  /** One way, of an empty message while nobody else sends. */
  readonly latencySeconds: Sourced;
  /** Longer messages ask the receiver first and wait for its answer: two latencies more. */
  readonly eagerBytes: Sourced;
  /** What a message keeps busy, from sender to receiver. They work at the same time on packets of one message. */
  readonly stations: readonly Station[];
}

/** A part of the way that serves one packet at a time. */
export interface Station {
  readonly what: 'sender' | 'senderService' | 'link' | 'receiverService' | 'receiver';
  /** How many there are: messages through the same one queue up. */
  readonly oneFor: 'rank' | 'vm' | 'nic' | 'host';
  /** Bytes of a message that go as one packet. */
  readonly packetBytes: Sourced;
  readonly secondsPerPacket: Sourced;
  readonly bytesPerSecond: Sourced;
}

/** Seconds for which a message of so many bytes keeps a station busy. An empty one is a packet too. */
export function busySeconds(station: Station, bytes: number): number {
  const packets = Math.max(1, Math.ceil(bytes / station.packetBytes.value));
  return packets * station.secondsPerPacket.value + bytes / station.bytesPerSecond.value;
}

/**
 * Seconds from send to receive of one message while nobody else sends: the latency, which holds the fixed cost of a first
 * packet, the handshake of a long message, and the slowest station for the rest, since packets follow each other.
 */
export function messageSeconds(path: MessagePath, bytes: number): number {
  const asks = bytes > path.eagerBytes.value ? 2 * path.latencySeconds.value : 0;
  const slowest = Math.max(
    0,
    ...path.stations.map((station) => busySeconds(station, bytes) - station.secondsPerPacket.value),
  );
  return path.latencySeconds.value + asks + slowest;
}

/** Bytes a second of many long messages in a row: of the slowest station with full packets. */
export function pathBytesPerSecond({ stations }: MessagePath): number {
  return Math.min(
    ...stations.map((station) => station.packetBytes.value / busySeconds(station, station.packetBytes.value)),
  );
}
