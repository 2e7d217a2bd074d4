import { busySeconds, messageSeconds, type Station } from '../paths/path';
import type { EndKinds } from './kinds';
import { messageWay, type MessageEnd, type MessageWay, type WaySetup } from './way';

/** What one message costs on its way from one rank to another, and for how long it keeps busy what serves one at a time. */
export interface MessageTimes {
  /** From the call of the sender to the return of the receiver, with nobody else about. */
  readonly seconds: number;
  /** Until those who serve it run; on top of that. */
  readonly waitSeconds: number;
  /** The part of `seconds` that is spent on shared queues, under their locks. */
  readonly lockedSeconds: number;
  /** For which it keeps the sender and the receiver busy themselves. */
  readonly senderSeconds: number;
  readonly receiverSeconds: number;
  /** One thread of the sender's VM, and of the receiver's. */
  readonly senderServiceSeconds: number;
  readonly receiverServiceSeconds: number;
  /** Out of the sender's host, and into the receiver's. */
  readonly linkSeconds: number;
  /** The memory of the node in which its buffer lies. */
  readonly bufferSeconds: number;
}

export const NO_MESSAGE: MessageTimes = {
  ...{ seconds: 0, waitSeconds: 0, lockedSeconds: 0, senderSeconds: 0, receiverSeconds: 0 },
  ...{ senderServiceSeconds: 0, receiverServiceSeconds: 0, linkSeconds: 0, bufferSeconds: 0 },
};

/** Of a message of a class and size (kinds.ts). */
export type ClassTimes = (kind: number, bytes: number) => MessageTimes;

/** With these values of what nobody has published: a handful of classes, whatever the ranks. */
export function classTimes({ samples }: Pick<EndKinds, 'samples'>, setup: WaySetup): ClassTimes {
  const ways = samples.map(([a, b]) => messageWay(setup, a, b));
  const known = samples.map(() => new Map<number, MessageTimes>());
  return (kind, bytes) => {
    const times = known[kind]?.get(bytes);
    if (times !== undefined) return times;
    const [a, b] = samples[kind] as readonly [MessageEnd, MessageEnd];
    const made = messageTimes(ways[kind] as MessageWay, { a, b, bytes }, setup);
    known[kind]?.set(bytes, made);
    return made;
  };
}

interface Message {
  readonly a: MessageEnd;
  readonly b: MessageEnd;
  readonly bytes: number;
}

export function messageTimes(
  { path, isInSystem, bufferNode, waitSeconds }: MessageWay,
  { a, b, bytes }: Message,
  { machine }: Pick<WaySetup, 'machine'>,
): MessageTimes {
  const busyAt = (what: Station['what']): number => {
    let seconds = 0;
    for (const one of path.stations) if (one.what === what) seconds += busySeconds(one, bytes);
    return seconds;
  };
  // One thread for the VM, or one for each of its cards, among which messages are spread evenly.
  const threads = (what: Station['what'], { vm }: MessageEnd): number =>
    path.stations.some((one) => one.what === what && one.oneFor === 'nic')
      ? Math.max(1, vm?.nics.length ?? 1)
      : 1;
  const memory = machine.nodes.find(({ node }) => node === bufferNode)?.bytesPerSecond.value;
  return {
    seconds: messageSeconds(path, bytes),
    // A long message asks first and has an answer: three on their way.
    waitSeconds: waitSeconds * (bytes > path.eagerBytes.value ? 3 : 1),
    lockedSeconds: isInSystem ? path.latencySeconds.value : 0,
    senderSeconds: busyAt('sender'),
    receiverSeconds: busyAt('receiver'),
    senderServiceSeconds: busyAt('senderService') / threads('senderService', a),
    receiverServiceSeconds: busyAt('receiverService') / threads('receiverService', b),
    linkSeconds: busyAt('link'),
    // Written into the buffer by one rank and read from it by the other.
    bufferSeconds: memory === undefined ? 0 : (2 * bytes) / memory,
  };
}
