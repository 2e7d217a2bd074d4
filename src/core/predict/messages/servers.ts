import type { Region } from '../../layout/layout';
import type { EndKinds } from './kinds';
import type { MessageTimes } from './times';
import { bufferOf, type MessageWay } from './way';

/** What serves messages of several ranks one after the other: as the services of a message cost, by number. */
export interface Servers {
  readonly count: number;
  readonly kinds: readonly ServerKind[];
  /** Those of a message from a kind of ranks to another one. */
  readonly between: (from: number, to: number) => readonly Use[];
}

export type ServerKind = 'service' | 'link' | 'memory';

interface Use {
  readonly server: number;
  /** It serves the receiver's end; the sender's otherwise. */
  readonly isIn: boolean;
}

/** Who serves is told by the ends, and by the way of each class of messages whether it needs such a server at all. */
export function serversOf(
  { ends, classOf }: EndKinds,
  region: Region | null,
  wayOf: (kind: number) => MessageWay,
): Servers {
  const used = new Map<number, Readonly<Record<ServerKind, boolean>>>();
  const isUsed = (kind: number, server: ServerKind): boolean => {
    const made = used.get(kind) ?? usedOn(wayOf(kind));
    used.set(kind, made);
    return made[server];
  };
  const numbers = new Map<string, number>();
  const kinds: ServerKind[] = [];
  const numberOf = (kind: ServerKind, name: string): number => {
    const known = numbers.get(`${kind} ${name}`) ?? kinds.push(kind) - 1;
    numbers.set(`${kind} ${name}`, known);
    return known;
  };
  const uses = ends.flatMap((from, a) =>
    ends.map((to, b): readonly Use[] => {
      const cost = classOf[a * ends.length + b] as number;
      const buffer = bufferOf(from.vm === to.vm, region, from);
      return [
        ...(isUsed(cost, 'service')
          ? [
              { server: numberOf('service', from.vm?.name ?? ''), isIn: false },
              { server: numberOf('service', to.vm?.name ?? ''), isIn: true },
            ]
          : []),
        ...(isUsed(cost, 'link')
          ? [
              { server: numberOf('link', `out of ${from.host}`), isIn: false },
              { server: numberOf('link', `into ${to.host}`), isIn: true },
            ]
          : []),
        ...(isUsed(cost, 'memory')
          ? [{ server: numberOf('memory', `${from.host}/${buffer ?? ''}`), isIn: false }]
          : []),
      ];
    }),
  );
  return { count: kinds.length, kinds, between: (from, to) => uses[from * ends.length + to] ?? [] };
}

function usedOn({ path: { stations }, bufferNode }: MessageWay): Readonly<Record<ServerKind, boolean>> {
  return {
    service: stations.some(({ what }) => what === 'senderService'),
    link: stations.some(({ what }) => what === 'link'),
    memory: bufferNode !== null,
  };
}

/** For which a message keeps a server busy, at the sender's end or the receiver's. */
export function serverSeconds(times: MessageTimes, kind: ServerKind, isIn: boolean): number {
  switch (kind) {
    case 'service':
      return isIn ? times.receiverServiceSeconds : times.senderServiceSeconds;
    case 'link':
      return times.linkSeconds;
    case 'memory':
      return times.bufferSeconds;
  }
}
