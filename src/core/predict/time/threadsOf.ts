import type { RankPlace } from '../../experiment/ranks';
import type { Layout, Vm } from '../../layout/layout';
import type { Machine } from '../../topology/machine';
import { coreKey, puById } from '../../topology/queries';

/** A rank of a program, or a thread that is one, where it runs. */
export interface PlacedThread {
  readonly pu: number;
  /** A place in `hostsOf` the layout. */
  readonly host: number;
  /** null natively. */
  readonly vm: Vm | null;
  /** Number of the node of its PU; null where the machine does not say. */
  readonly node: number | null;
  /** Threads on its core, itself included. */
  readonly coreUsers: number;
  /** A place of the rank in `places`, and of the thread among those of the rank. */
  readonly rank: number;
  readonly thread: number;
}

/** Names of the hosts over which a layout is spread; one without a name where it names none. */
export function hostsOf({ hosts }: Layout): readonly (string | null)[] {
  return hosts.length === 0 ? [null] : hosts;
}

/**
 * Threads of a workload, in rank order. `layoutPlaces` are its places in the layout, and tell natively on which host a
 * rank is. Of ranks that are processes the first thread counts: no profile knows what more of them do.
 */
export function threadsOf(
  layout: Layout,
  places: readonly RankPlace[],
  layoutPlaces: readonly RankPlace[],
  kind: 'processes' | 'threads',
): readonly PlacedThread[] {
  const vms = new Map(layout.vms.map((vm) => [vm.name, vm]));
  const hosts = hostsOf(layout);
  const pus = puById(layout.machine);
  const threads = places.flatMap((place, rank) => {
    const carrier = vms.get(layoutPlaces[rank]?.vm ?? '') ?? null;
    const host = Math.max(0, hosts.indexOf(carrier?.host ?? null));
    const own = kind === 'threads' ? place.pus : place.pus.slice(0, 1);
    return own.map((pu, thread) => ({
      ...{ pu, host, rank, thread, vm: place.vm === null ? null : carrier },
      node: pus.get(pu)?.node ?? null,
    }));
  });
  const users = new Map<string, number>();
  const coreOf = ({ pu, host }: { readonly pu: number; readonly host: number }): string =>
    `${host} ${keyOf(layout.machine, pu)}`;
  for (const one of threads) users.set(coreOf(one), (users.get(coreOf(one)) ?? 0) + 1);
  return threads.map((one) => ({ ...one, coreUsers: users.get(coreOf(one)) ?? 1 }));
}

function keyOf(machine: Machine, id: number): string {
  const pu = puById(machine).get(id);
  return (pu === undefined ? null : coreKey(pu)) ?? `PU ${id}`;
}
