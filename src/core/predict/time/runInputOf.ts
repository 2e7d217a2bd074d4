import type { RankPlace } from '../../experiment/ranks';
import { sharedRegion } from '../../experiment/sharedRegion';
import type { Workload } from '../../experiment/workload';
import type { Layout, Vm } from '../../layout/layout';
import { groupBy } from '../../text/groupBy';
import type { Machine } from '../../topology/machine';
import { coreCount, pusOfNode } from '../../topology/queries';
import type { FittedValues } from '../fittedParameters';
import { parametersOf } from '../machines/parametersOf';
import type { FaultsOfRun, PagesOfRun, TouchCounts } from '../paging/paging';
import { partnersOf } from '../profiles/partners';
import type { Profile } from '../profiles/profile';
import { NO_TOUCHES } from './firstTouches';
import { memorySystemOf } from './memorySystem';
import { messageCostsOf } from './messageCostsOf';
import { nodeShares } from './nodeShares';
import type { RunInput, SystemOfRun, ThreadOfRun } from './runInput';
import { systemCostsOf } from './systemCosts';
import { threadsOf, type PlacedThread } from './threadsOf';
import { cacheBytesOf, threadWork } from './threadWork';

/** Where a program runs, whatever a run costs. */
export interface Placing {
  readonly layout: Layout;
  readonly workload: Workload;
  readonly profile: Profile;
  /** Ranks are threads of one process in each VM. */
  readonly kind: Profile['kind'];
  /** As `rankPlacement` or `nativePlacement` give them, and always those in the layout. */
  readonly places: readonly RankPlace[];
  readonly layoutPlaces: readonly RankPlace[];
  readonly paging: 'nested' | 'shadow';
  /** By which page size cores translate. */
  readonly pageBytes: number;
}

/** Pages of a run for each VM with ranks, natively for each host that has any, in their order; none: all are near. */
export type RunPages = readonly PagesOfRun[];

/**
 * Gives all numbers of a run on these pages, with these values of what nobody has published and the profile that they
 * make. What does not depend on them is done once: there are many sets of values.
 */
export function runInputs(
  placing: Placing,
): (pages: RunPages, profile: Profile, values: FittedValues) => RunInput {
  const { layout, kind } = placing;
  const placed = threadsOf(layout, placing.places, placing.layoutPlaces, kind);
  const groups = [...groupBy(placed, systemKey).values()];
  const nodes = layout.machine.nodes.map(({ id }) => id);
  const homes = groups.map((group) => group.map(({ node }) => Math.max(0, nodes.indexOf(node ?? NaN))));
  const partners = placing.profile.messages.map(({ pattern }) =>
    placed.map((_one, rank) => partnersOf(pattern, rank, placed.length)),
  );
  const region = sharedRegion(placing.workload, layout);
  const isServedLate = servedLate(placed);
  const guests = guestsPerCore(layout.machine, groups);
  const hosts = new Set(placed.map(({ host }) => host)).size;
  const fixedOf = lastOf((profile: Profile, values: FittedValues) => {
    const machine = parametersOf(layout.machine, values);
    const cacheBytes = cacheBytesOf(machine, guests, values);
    return {
      memory: memorySystemOf(machine, values.linkDataShare),
      work: threadWork(profile, machine, { cacheBytes, pageBytes: placing.pageBytes }, values),
      exchanges: profile.messages.map(({ count, bytes }, kindAt) => ({
        ...{ count: count.value, bytes: bytes.value },
        partnersOf: (rank: number) => partners[kindAt]?.[rank] ?? [],
      })),
      barriers: profile.barriers.value,
      messageCosts: messageCostsOf({ machine, region, values, isServedLate }, placed),
      costs: systemCostsOf(values),
    };
  });
  return (pages, profile, values) => {
    const sharing = kind === 'threads' ? values.threadSharingShare : 0;
    const threads = new Map<PlacedThread, ThreadOfRun>();
    for (const [system, group] of groups.entries()) {
      const home = homes[system] ?? [];
      const shares = nodeShares(rowsOf(group, pages[system], kind), home, nodes.length, sharing);
      for (const [at, one] of group.entries())
        threads.set(one, {
          ...{ system, host: one.host, node: home[at] ?? 0, coreUsers: one.coreUsers },
          nodeShares: shares[at] ?? [],
        });
    }
    return {
      ...fixedOf(profile, values),
      threads: placed.flatMap((one) => threads.get(one) ?? []),
      systems: groups.map((group, at) => systemOf(group, pages[at], placing.paging)),
      hosts,
    };
  };
}

/** The same function, which remembers what it made last: runs that differ by their pages alone come one after the other. */
function lastOf<A, B, V>(make: (a: A, b: B) => V): (a: A, b: B) => V {
  let last: { readonly a: A; readonly b: B; readonly made: V } | null = null;
  return (a, b) => {
    if (last?.a !== a || last.b !== b) last = { a, b, made: make(a, b) };
    return last.made;
  };
}

/** Do ranks have every PU on which the threads that serve a VM's cards may run? */
export function servedLate(placed: readonly PlacedThread[]): (vm: Vm) => boolean {
  const taken = new Set(placed.map(({ vm, pu }) => `${vm?.host ?? ''} ${pu}`));
  return ({ host, nics, emulatorPus, ioThreadPus }) => {
    const serving = nics.some(({ vhost }) => vhost) ? ioThreadPus : emulatorPus;
    return serving.every((pu) => taken.has(`${host ?? ''} ${pu}`));
  };
}

/** Threads of one VM, or natively of one host. */
export function systemKey({ vm, host }: PlacedThread): string {
  return vm?.name ?? `host ${host}`;
}

export function systemOf(
  group: readonly PlacedThread[],
  pages: PagesOfRun | undefined,
  paging: Placing['paging'],
): SystemOfRun {
  const vm = group[0]?.vm ?? null;
  const faults = pages?.faults;
  return {
    paging: vm === null ? 'native' : paging,
    vcpus: vm?.pus.length ?? group.length,
    timedTouches: faults?.timed ?? NO_TOUCHES,
    startTouches: faults === undefined ? NO_TOUCHES : beforeTimed(faults),
  };
}

function beforeTimed({ guest, unmapped, reclaimed, timed }: FaultsOfRun): TouchCounts {
  return {
    guest: guest - timed.guest,
    unmapped: unmapped - timed.unmapped,
    reclaimed: reclaimed - timed.reclaimed,
  };
}

/** Bytes of each thread by place of the node. Paging has a row for each thread of each rank. */
export function rowsOf(
  group: readonly PlacedThread[],
  pages: PagesOfRun | undefined,
  kind: Profile['kind'],
): readonly (readonly number[])[] {
  const rows = pages?.byThread ?? [];
  if (kind === 'threads' || rows.length === group.length) return group.map((_one, at) => rows[at] ?? []);
  // Ranks with several threads, of which one counts: the memory of a rank is that of all of its threads.
  const each = rows.length / group.length;
  return group.map((_one, at) => {
    const own = rows.slice(at * each, (at + 1) * each);
    return (own[0] ?? []).map((_bytes, node) => own.reduce((sum, row) => sum + (row[node] ?? 0), 0));
  });
}

/** Guests whose text and data are in the caches of a node, for each of its cores; mean over threads. A wide VM has parts. */
export function guestsPerCore(machine: Machine, groups: readonly (readonly PlacedThread[])[]): number {
  const guests = new Map<string, number>();
  const nodeKey = ({ host, node }: PlacedThread): string => `${host}/${node ?? ''}`;
  for (const group of groups) {
    if (group[0]?.vm === null) return 0;
    const own = groupBy(group, nodeKey);
    for (const node of own.keys()) guests.set(node, (guests.get(node) ?? 0) + 1 / own.size);
  }
  const threads = groups.flat();
  const sum = threads.reduce((all, thread) => {
    const pus = thread.node === null ? [] : pusOfNode(machine, thread.node);
    return all + (guests.get(nodeKey(thread)) ?? 0) / Math.max(1, coreCount(pus));
  }, 0);
  return sum / Math.max(1, threads.length);
}
