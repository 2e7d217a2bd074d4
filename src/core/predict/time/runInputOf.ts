import type { FittedValues } from '../fittedParameters';
import type { Ground } from '../ground';
import { parametersOf } from '../machines/parametersOf';
import { runMessages } from '../messages/communication';
import { messagePlan } from '../messages/plan';
import type { FaultsOfRun, PagesOfRun, TouchCounts } from '../paging/paging';
import type { Profile } from '../profiles/profile';
import { NO_TOUCHES } from './firstTouches';
import { memorySystemOf } from './memorySystem';
import { nodeShares, sameShares } from './nodeShares';
import type { RunInput, SystemOfRun, ThreadOfRun } from './runInput';
import { systemCostsOf } from './systemCosts';
import type { PlacedThread } from './threadsOf';
import { cacheBytesOf, threadWork } from './threadWork';

/** A program where it runs, whatever a run costs. */
export interface ProgramOnGround {
  readonly ground: Ground;
  readonly profile: Profile;
  readonly paging: 'nested' | 'shadow';
}

/** Pages of a run for each VM with ranks, natively for each host that has any, in their order; none: all are near. */
export type RunPages = readonly PagesOfRun[];

/**
 * Gives all numbers of a run on these pages, with these values of what nobody has published and the profile that they
 * make. What does not depend on them is done once: there are many sets of values.
 */
export function runInputs({
  ground,
  profile: { messages },
  paging,
}: ProgramOnGround): (pages: RunPages, profile: Profile, values: FittedValues) => RunInput {
  const { layout, kind, guests, kinds, servers, rounds, tallyOf, way, hosts } = ground;
  const pageBytes = pageBytesOf(ground);
  const tallies = messages.map(({ pattern }) => tallyOf(pattern));
  const plan = messagePlan({ kinds, servers, rounds, tallies });
  const fixedOf = lastOf((profile: Profile, values: FittedValues) => {
    const machine = parametersOf(layout.machine, values);
    const cacheBytes = cacheBytesOf(machine, guests, values);
    return {
      memory: memorySystemOf(machine, values.linkDataShare),
      work: threadWork(profile, machine, { cacheBytes, pageBytes }, values),
      messages: runMessages(plan, profile, { ...way, machine, values }),
      costs: systemCostsOf(values),
    };
  });
  const standing = standings(ground, paging);
  return (pages, profile, values) => ({
    ...fixedOf(profile, values),
    ...standing(pages, kind === 'threads' ? values.threadSharingShare : 0),
    hosts,
  });
}

/** By which page size cores translate. */
export function pageBytesOf({ layout: { machine } }: Ground): number {
  return machine.pageSizesBytes[0] ?? 4096;
}

interface Standing {
  readonly threads: readonly ThreadOfRun[];
  readonly systems: readonly SystemOfRun[];
}

/** Threads and systems on these pages; what was made of the same pages is known, for many sets of values come to them. */
function standings(
  ground: Ground,
  paging: 'nested' | 'shadow',
): (pages: RunPages, sharing: number) => Standing {
  const { layout, placed, groups, homes, kind } = ground;
  const placeOf = new Map(placed.map((one, at) => [one, at]));
  const made = new WeakMap<RunPages, Standing & { readonly sharing: number }>();
  return (pages, sharing) => {
    const known = made.get(pages);
    if (known?.sharing === sharing) return known;
    const threads: ThreadOfRun[] = [];
    const thread = sharedThreads();
    for (const [system, group] of groups.entries()) {
      const home = homes[system] ?? [];
      const rows = rowsOf(group, pages[system], kind);
      const shares = nodeShares(rows, home, layout.machine.nodes.length, sharing);
      for (const [at, one] of group.entries())
        threads[placeOf.get(one) ?? 0] = thread({
          ...{ system, host: one.host, node: home[at] ?? 0, coreUsers: one.coreUsers },
          nodeShares: shares[at] ?? [],
        });
    }
    const systems = groups.map((group, at) => systemOf(group, pages[at], paging));
    const standing = { threads, systems, sharing };
    made.set(pages, standing);
    return standing;
  };
}

/** Gives the first of the threads that are alike, and of the lists that have the same shares: they are looked at once. */
function sharedThreads(): (thread: ThreadOfRun) => ThreadOfRun {
  const sharesOf = sameShares();
  const known = new Map<readonly number[], Map<string, ThreadOfRun>>();
  return (thread) => {
    const nodeShares = sharesOf(thread.nodeShares);
    const threads = known.get(nodeShares) ?? new Map<string, ThreadOfRun>();
    known.set(nodeShares, threads);
    const key = `${thread.system} ${thread.host} ${thread.node} ${thread.coreUsers}`;
    const made = threads.get(key) ?? { ...thread, nodeShares };
    threads.set(key, made);
    return made;
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

export function systemOf(
  group: readonly PlacedThread[],
  pages: PagesOfRun | undefined,
  paging: ProgramOnGround['paging'],
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
