import type { RankPlace } from '../../experiment/ranks';
import { sharedRegion } from '../../experiment/sharedRegion';
import type { Workload } from '../../experiment/workload';
import type { Layout } from '../../layout/layout';
import { groupBy } from '../../text/groupBy';
import type { FittedValues } from '../fittedParameters';
import type { MachineParameters } from '../machines/machine';
import type { PagesOfRun } from '../paging/paging';
import type { Pattern, Profile } from '../profiles/profile';
import { memorySystemOf } from '../time/memorySystem';
import type { WaySetup } from '../time/messageWay';
import { nodeShares } from '../time/nodeShares';
import type { SystemOfRun, ThreadOfRun } from '../time/runInput';
import { guestsPerCore, rowsOf, servedLate, systemKey, systemOf } from '../time/runInputOf';
import { runTimeWith } from '../time/runTime';
import { systemCostsOf } from '../time/systemCosts';
import { threadsOf, type PlacedThread } from '../time/threadsOf';
import { cacheBytesOf, threadWork } from '../time/threadWork';
import type { TimeParts } from '../time/timeParts';
import { classTimes, cutCommunication, messagePlan } from './cutCommunication';
import { endKinds, type EndKinds } from './endKinds';
import { messageTally, type Tally } from './messageTally';
import { serversOf, type ServerKind, type Servers } from './servers';

/** Where ranks are in a cut, or natively, whatever the program: what programs with as many ranks share. */
export interface Ground {
  readonly layout: Layout;
  readonly placed: readonly PlacedThread[];
  /** Threads of each operating system. */
  readonly groups: readonly (readonly PlacedThread[])[];
  readonly kinds: EndKinds;
  readonly servers: Servers;
  readonly tallies: Map<string, Tally>;
  readonly guests: number;
  readonly kind: Profile['kind'];
  /** Of messages, whatever the values. */
  readonly way: Pick<WaySetup, 'region' | 'isServedLate'>;
}

export function groundOf(
  layout: Layout,
  workload: Workload,
  {
    places,
    layoutPlaces,
    kind,
    stated,
    machine,
  }: {
    readonly places: readonly RankPlace[];
    readonly layoutPlaces: readonly RankPlace[];
    readonly kind: Profile['kind'];
    /** Values as they are set, and the machine with them. */
    readonly stated: FittedValues;
    readonly machine: MachineParameters;
  },
): Ground {
  const placed = threadsOf(layout, places, layoutPlaces, kind);
  const groups = [...groupBy(placed, systemKey).values()];
  const region = sharedRegion(workload, layout);
  const isServedLate = servedLate(placed);
  const kinds = endKinds(layout.machine, placed, { region, isServedLate });
  const way = { region, isServedLate };
  const timesOf = classTimes(kinds, { ...way, machine, values: stated });
  const isUsed = (cost: number, server: ServerKind): boolean => {
    const times = timesOf(cost, 1);
    const seconds = {
      service: times.senderServiceSeconds + times.receiverServiceSeconds,
      link: times.linkSeconds,
      memory: times.bufferSeconds,
    };
    return seconds[server] > 0;
  };
  return {
    ...{ layout, placed, groups, kinds, kind, way, tallies: new Map<string, Tally>() },
    servers: serversOf(kinds, region, isUsed),
    guests: guestsPerCore(layout.machine, groups),
  };
}

/** Messages of a pattern, counted once for all programs that have it. */
export function tallyOf({ kinds, servers, tallies }: Ground, pattern: Pattern): Tally {
  const key = JSON.stringify(pattern);
  const made = tallies.get(key) ?? messageTally(pattern, kinds, servers);
  tallies.set(key, made);
  return made;
}

/** Threads of one system by how their memory lies. */
interface Rows {
  /** Bytes by place of the node of each row, and the place of its own node. */
  readonly rows: readonly (readonly number[])[];
  readonly homes: readonly number[];
  /** Row of each thread of the group. */
  readonly rowOf: readonly number[];
}

/** Threads of a VM beyond which rows of pages are summed up, so that each has as many frame groups as usual. */
const MOST_ROWS = 42;

export interface ProgramOnGround {
  readonly profile: Profile;
  readonly paging: 'nested' | 'shadow';
  /** As `cutPages` gives them. */
  readonly pages: readonly PagesOfRun[];
}

/** Gives seconds of a program's run with these values of what nobody has published, in parts. */
export function cutRuns(
  ground: Ground,
  { profile, paging, pages }: ProgramOnGround,
): (values: FittedValues, profile: Profile, machine: MachineParameters) => TimeParts {
  const { layout, placed, groups, kinds, servers, kind } = ground;
  const nodes = layout.machine.nodes.map(({ id }) => id);
  const perGroup = groups.map((group, at) => rowsOfGroup(group, pages[at], nodes, kind));
  const { systems, systemOfGroup } = systemsOf(groups, (group, at) => systemOf(group, pages[at], paging));
  const sharesWith = (sharing: number): readonly Shares[] => {
    const once = shared();
    return perGroup.map(({ rows, homes }) => nodeShares(rows, homes, nodes.length, sharing).map(once));
  };
  const stated = sharesWith(0);
  const standings = placedStandings(groups, perGroup, systemOfGroup);
  const standing = placed.map((thread) => standings.get(thread) ?? { group: 0, system: 0, row: 0 });
  const numberOf = numbered();
  const plan = messagePlan({
    ...{ kinds, servers, messages: profile.messages, hasBarriers: profile.barriers.value > 0 },
    tallyOf: (pattern) => tallyOf(ground, pattern),
    marks: Int32Array.from(placed, ({ host, coreUsers }, at) => {
      const { group, system, row } = standing[at] as Standing;
      // Threads of one process have shares of all of its memory besides: each process by itself.
      const shares = kind === 'threads' ? `${group} ${row}` : numberOf.object(stated[group]?.[row]);
      return numberOf.text(`${host} ${system} ${coreUsers} ${perGroup[group]?.homes[row] ?? 0} ${shares}`);
    }),
  });
  const hosts = new Set(placed.map(({ host }) => host)).size;
  const pageBytes = layout.machine.pageSizesBytes[0] ?? 4096;
  const threadsWith = (shares: readonly Shares[]): readonly ThreadOfRun[] =>
    plan.ranks.map((rank, at) => {
      const { host, coreUsers } = placed[rank] as PlacedThread;
      const { group, system, row } = standing[rank] as Standing;
      return {
        ...{ host, coreUsers, system, alike: plan.alike[at] ?? 1 },
        node: perGroup[group]?.homes[row] ?? 0,
        nodeShares: shares[group]?.[row] ?? [],
      };
    });
  const fixed = kind === 'threads' ? null : threadsWith(stated);
  return (values, own, machine) => {
    const cacheBytes = cacheBytesOf(machine, ground.guests, values);
    const threads = fixed ?? threadsWith(sharesWith(values.threadSharingShare));
    return runTimeWith(
      {
        memory: memorySystemOf(machine, values.linkDataShare),
        work: threadWork(own, machine, { cacheBytes, pageBytes }, values),
        ...{ threads, systems, hosts, costs: systemCostsOf(values) },
      },
      cutCommunication(plan, own, { ...ground.way, machine, values }),
    );
  };
}

type Shares = readonly (readonly number[])[];

interface Standing {
  readonly group: number;
  readonly system: number;
  readonly row: number;
}

function placedStandings(
  groups: Ground['groups'],
  perGroup: readonly Rows[],
  systemOfGroup: readonly number[],
): ReadonlyMap<PlacedThread, Standing> {
  return new Map(
    groups.flatMap((threads, group) =>
      threads.map((thread, at): readonly [PlacedThread, Standing] => [
        thread,
        { group, system: systemOfGroup[group] ?? 0, row: perGroup[group]?.rowOf[at] ?? 0 },
      ]),
    ),
  );
}

/** Systems that are alike are one, which stands for all of them. */
function systemsOf(
  groups: Ground['groups'],
  make: (group: readonly PlacedThread[], at: number) => SystemOfRun,
): { readonly systems: readonly SystemOfRun[]; readonly systemOfGroup: readonly number[] } {
  const numbers = new Map<string, number>();
  const systems: (SystemOfRun & { alike: number })[] = [];
  const systemOfGroup = groups.map((group, at) => {
    const system = make(group, at);
    const key = JSON.stringify([system, group.length]);
    const known = numbers.get(key) ?? systems.push({ ...system, alike: 0 }) - 1;
    numbers.set(key, known);
    (systems[known] as { alike: number }).alike += 1;
    return known;
  });
  return { systems, systemOfGroup };
}

/** Gives the first object of those with the same shares, by which ranks are found that are alike. */
function shared(): (shares: readonly number[]) => readonly number[] {
  const known = new Map<string, readonly number[]>();
  return (shares) => {
    const key = shares.join();
    const before = known.get(key) ?? shares;
    known.set(key, before);
    return before;
  };
}

function numbered(): { readonly object: (one: unknown) => number; readonly text: (one: string) => number } {
  const known = new Map<unknown, number>();
  const number = (one: unknown): number => {
    const before = known.get(one) ?? known.size;
    known.set(one, before);
    return before;
  };
  return { object: number, text: number };
}

function rowsOfGroup(
  group: readonly PlacedThread[],
  pages: PagesOfRun | undefined,
  nodes: readonly number[],
  kind: Profile['kind'],
): Rows {
  const single = rowsOf(group, pages, kind);
  const together = Math.max(1, Math.ceil(group.length / MOST_ROWS));
  const seen = new Map<number, number>();
  const rows: number[][] = [];
  const homes: number[] = [];
  const numbers = new Map<string, number>();
  const rowOf = group.map(({ node }, at) => {
    const home = Math.max(0, nodes.indexOf(node ?? NaN));
    const before = seen.get(home) ?? 0;
    seen.set(home, before + 1);
    const key = `${home} ${Math.floor(before / together)}`;
    const row = numbers.get(key) ?? homes.push(home) - 1;
    numbers.set(key, row);
    const sum = (rows[row] ??= Array<number>(nodes.length).fill(0));
    for (const [node, bytes] of (single[at] ?? []).entries()) sum[node] = (sum[node] ?? 0) + bytes;
    return row;
  });
  return { rows, homes, rowOf };
}
