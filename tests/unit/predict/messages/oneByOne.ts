import { messageTimes, type MessageTimes } from '../../../../src/core/predict/messages/times';
import { messageWay, type MessageEnd, type WaySetup } from '../../../../src/core/predict/messages/way';

/** Messages of one kind, from every rank to its partners. */
export interface Sending {
  readonly count: number;
  readonly bytes: number;
  readonly partnersOf: (rank: number) => readonly number[];
}

interface Sums {
  own: number;
  waited: number;
  locked: number;
  waits: number;
  busy: number;
  readonly needs: Set<string>;
}

/**
 * What communicationOf says from counts of classes, message by message: each pair of ranks has its own way, and what serves
 * messages is known by its name.
 */
export function oneByOne(
  ends: readonly MessageEnd[],
  sendings: readonly Sending[],
  barriers: number,
  setup: WaySetup,
): { readonly busiestSeconds: number } & Readonly<
  Record<'seconds' | 'lockedSeconds' | 'waits', readonly number[]>
> {
  const timesOf = (from: number, to: number, bytes: number): MessageTimes => {
    const [a, b] = [ends[from]!, ends[to]!];
    return messageTimes(messageWay(setup, a, b), { a, b, bytes }, setup);
  };
  const served = new Map<string, number>();
  const sums = ends.map((): Sums => ({
    own: 0,
    waited: 0,
    locked: 0,
    waits: 0,
    busy: 0,
    needs: new Set<string>(),
  }));
  for (const { count, bytes, partnersOf } of sendings)
    for (const [rank, own] of sums.entries())
      for (const partner of partnersOf(rank)) {
        const times = timesOf(rank, partner, bytes);
        own.own += count * times.seconds;
        own.waited += count * times.waitSeconds;
        own.locked += count * times.lockedSeconds;
        own.waits += count;
        own.busy += count * times.senderSeconds;
        sums[partner]!.busy += count * times.receiverSeconds;
        for (const [server, seconds] of servers(setup, ends[rank]!, ends[partner]!, times)) {
          if (seconds === 0) continue;
          served.set(server, (served.get(server) ?? 0) + count * seconds);
          own.needs.add(server);
          sums[partner]!.needs.add(server);
        }
      }
  let [round, locked] = [0, 0];
  for (let distance = 1; distance < ends.length && barriers > 0; distance *= 2) {
    const all = ends.map((_end, rank) => timesOf(rank, (rank + distance) % ends.length, 0));
    round += Math.max(...all.map(({ seconds, waitSeconds }) => seconds + waitSeconds));
    locked += Math.max(...all.map(({ lockedSeconds }) => lockedSeconds));
  }
  const longest = ({ own, busy, needs }: Sums): number =>
    Math.max(own, busy, ...[...needs].map((server) => served.get(server) ?? 0));
  return {
    seconds: sums.map((one) => longest(one) + one.waited + barriers * round),
    lockedSeconds: sums.map((one) => one.locked + barriers * locked),
    waits: sums.map(({ waits }) => waits + barriers),
    busiestSeconds: Math.max(0, ...sums.map(({ busy }) => busy), ...served.values()),
  };
}

function servers(
  setup: WaySetup,
  a: MessageEnd,
  b: MessageEnd,
  times: MessageTimes,
): readonly (readonly [string, number])[] {
  const { bufferNode } = messageWay(setup, a, b);
  return [
    [`service ${a.vm?.name ?? ''}`, times.senderServiceSeconds],
    [`service ${b.vm?.name ?? ''}`, times.receiverServiceSeconds],
    // A link carries both directions at a time; of several hosts one may be sent to by all others.
    [`out of ${a.host}`, times.linkSeconds],
    [`into ${b.host}`, times.linkSeconds],
    [`memory ${a.host}/${bufferNode ?? ''}`, times.bufferSeconds],
  ];
}
