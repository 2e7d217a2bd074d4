import { busySeconds, messageSeconds, type Station } from '../paths/path';
import type { MessageCost, MessageCosts, Service } from './messages';
import { messageWay, type MessageEnd, type MessageWay, type WaySetup } from './messageWay';

/** Cost of messages between ranks at these ends, in rank order. */
export function messageCostsOf(setup: WaySetup, ends: readonly MessageEnd[]): MessageCosts {
  // Ranks of one VM on one node are alike, and there are many pairs, messages and drawn parameters.
  const kinds = new Map<string, number>();
  const kindOf = ends.map(({ vm, host, node }) => numberOf(kinds, `${host}/${node ?? ''}/${vm?.name ?? ''}`));
  const servers = new Map<string, number>();
  const ways = new Map<number, MessageWay>();
  const costs = new Map<number, Map<number, MessageCost>>();
  return (from, to, bytes) => {
    const [a, b] = [ends[from], ends[to]];
    if (a === undefined || b === undefined) return NO_COST;
    const pair = (kindOf[from] ?? 0) * kinds.size + (kindOf[to] ?? 0);
    const bySize = costs.get(pair) ?? new Map<number, MessageCost>();
    const known = bySize.get(bytes);
    if (known !== undefined) return known;
    const way = ways.get(pair) ?? messageWay(setup, a, b);
    ways.set(pair, way);
    const made = costOf(way, { a, b, bytes }, setup, (server) => numberOf(servers, server));
    costs.set(pair, bySize.set(bytes, made));
    return made;
  };
}

const NO_COST: MessageCost = {
  ...{ seconds: 0, waitSeconds: 0, lockedSeconds: 0, senderSeconds: 0, receiverSeconds: 0 },
  services: [],
};

function numberOf(numbers: Map<string, number>, name: string): number {
  const number = numbers.get(name) ?? numbers.size;
  numbers.set(name, number);
  return number;
}

interface Message {
  readonly a: MessageEnd;
  readonly b: MessageEnd;
  readonly bytes: number;
}

/** One message, and for how long it keeps busy each of those that serve one message after the other. */
export interface MessageTimes extends Omit<MessageCost, 'services'> {
  /** One thread of the sender's VM, and of the receiver's. */
  readonly senderServiceSeconds: number;
  readonly receiverServiceSeconds: number;
  /** Out of the sender's host, and into the receiver's. */
  readonly linkSeconds: number;
  /** The memory of the node in which its buffer lies. */
  readonly bufferSeconds: number;
}

export function messageTimes(
  { path, isInSystem, bufferNode, waitSeconds }: MessageWay,
  { a, b, bytes }: Message,
  { machine }: Pick<WaySetup, 'machine'>,
): MessageTimes {
  const busy: Partial<Record<Station['what'], number>> = {};
  for (const one of path.stations) busy[one.what] = (busy[one.what] ?? 0) + busySeconds(one, bytes);
  const busyAt = (what: Station['what']): number => busy[what] ?? 0;
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

function costOf(
  way: MessageWay,
  message: Message,
  setup: WaySetup,
  serverOf: (name: string) => number,
): MessageCost {
  const { a, b } = message;
  const { senderServiceSeconds, receiverServiceSeconds, linkSeconds, bufferSeconds, ...cost } = messageTimes(
    way,
    message,
    setup,
  );
  const services: Service[] = [];
  const add = (name: string, seconds: number): void => {
    if (seconds > 0) services.push({ server: serverOf(name), seconds });
  };
  add(`service ${a.vm?.name ?? ''}`, senderServiceSeconds);
  add(`service ${b.vm?.name ?? ''}`, receiverServiceSeconds);
  // A link carries both directions at a time; of several hosts one may be sent to by all others.
  add(`out of ${a.host}`, linkSeconds);
  add(`into ${b.host}`, linkSeconds);
  add(`memory ${a.host}/${way.bufferNode ?? ''}`, bufferSeconds);
  return { ...cost, services };
}
