import type { Machine } from '../../topology/machine';
import { coreCount, distanceBetween, pusOfNode } from '../../topology/queries';
import { bufferOf, type MessageEnd, type WaySetup } from './way';

/** Ranks by where they are as far as messages can tell, and pairs of them by what a message between them costs. */
export interface EndKinds {
  /** Of each rank, in rank order. */
  readonly kindOf: Int32Array;
  /** One rank of each kind. */
  readonly ends: readonly MessageEnd[];
  /** Of pairs of kinds, sender * kinds + receiver: messages of one class cost the same, whatever the values. */
  readonly classOf: Int32Array;
  /** A sender and a receiver of each class. */
  readonly samples: readonly (readonly [MessageEnd, MessageEnd])[];
}

/** Ranks of one VM on one node are alike. */
export function endKinds(
  machine: Machine,
  ranks: readonly MessageEnd[],
  setup: Pick<WaySetup, 'region' | 'isServedLate'>,
): EndKinds {
  const ends: MessageEnd[] = [];
  const numbers = new Map<string, number>();
  const kindOf = Int32Array.from(ranks, (end) => {
    const key = `${end.host}/${end.node ?? ''}/${end.vm?.name ?? ''}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, ends.length);
    return ends.push(end) - 1;
  });
  const keyOf = classKeys(machine, setup);
  const samples: (readonly [MessageEnd, MessageEnd])[] = [];
  const classes = new Map<string, number>();
  const classOf = new Int32Array(ends.length ** 2);
  for (const [a, from] of ends.entries())
    for (const [b, to] of ends.entries()) {
      const key = keyOf(from, to);
      const known = classes.get(key) ?? samples.push([from, to]) - 1;
      classes.set(key, known);
      classOf[a * ends.length + b] = known;
    }
  return { kindOf, ends, classOf, samples };
}

/** All that the way of a message and its cost depend on (way.ts), as a text. */
function classKeys(
  machine: Machine,
  { region, isServedLate }: Pick<WaySetup, 'region' | 'isServedLate'>,
): (from: MessageEnd, to: MessageEnd) => string {
  const sideOf = perKey(({ vm }: MessageEnd) =>
    vm === null
      ? 'host'
      : `${vm.nics[0]?.model ?? ''}/${String(vm.nics[0]?.vhost)}/${vm.nics.length}/${String(isServedLate(vm))}`,
  );
  const wayOf = ways(machine);
  return (from, to) => {
    const isInSystem = from.vm === to.vm;
    if (from.host !== to.host) return `hosts ${sideOf(from)} ${sideOf(to)}`;
    if (!isInSystem && region === null) return `host ${sideOf(from)} ${sideOf(to)}`;
    return `${isInSystem ? 'ranks' : 'vms'} ${wayOf(from.node, to.node, bufferOf(isInSystem, region, from))}`;
  };
}

/** Distances between three nodes and the cores of the last one, from which latencies and bandwidths follow. */
function ways(machine: Machine): (from: number | null, to: number | null, buffer: number | null) => string {
  const known = new Map<string, string>();
  const cores = perKey((node: number | null) => (node === null ? 0 : coreCount(pusOfNode(machine, node))));
  const away = (a: number | null, b: number | null): string =>
    a === null || b === null
      ? 'unknown'
      : `${a === b ? 'near' : 'far'}${distanceBetween(machine, a, b) ?? ''}`;
  return (from, to, buffer) => {
    const key = `${from ?? ''}/${to ?? ''}/${buffer ?? ''}`;
    const made =
      known.get(key) ??
      [
        away(from, from),
        away(to, to),
        away(from, to),
        away(from, buffer),
        away(to, buffer),
        cores(buffer),
      ].join(' ');
    known.set(key, made);
    return made;
  };
}

function perKey<K, V>(make: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    if (!known.has(key)) known.set(key, make(key));
    return known.get(key) as V;
  };
}
