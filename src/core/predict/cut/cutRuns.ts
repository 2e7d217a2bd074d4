import type { FittedValues } from '../fittedParameters';
import type { Ground } from '../ground';
import type { MachineParameters } from '../machines/machine';
import { communicationOf, runMessages } from '../messages/communication';
import { messagePlan } from '../messages/plan';
import type { Profile } from '../profiles/profile';
import { memorySystemOf } from '../time/memorySystem';
import { nodeShares, sameShares } from '../time/nodeShares';
import type { SystemOfRun, ThreadOfRun } from '../time/runInput';
import { pageBytesOf, rowsOf, systemOf, type ProgramOnGround, type RunPages } from '../time/runInputOf';
import { runTimeWith } from '../time/runTime';
import { systemCostsOf } from '../time/systemCosts';
import type { PlacedThread } from '../time/threadsOf';
import { cacheBytesOf, threadWork } from '../time/threadWork';
import type { TimeParts } from '../time/timeParts';

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

/** Gives seconds of a program's run on these pages with these values of what nobody has published, in parts. */
export function cutRuns(
  { ground, profile, paging }: ProgramOnGround,
  pages: RunPages,
): (values: FittedValues, profile: Profile, machine: MachineParameters) => TimeParts {
  const { layout, placed, groups, homes, kinds, servers, rounds, kind, hosts } = ground;
  const nodes = layout.machine.nodes.length;
  const perGroup = groups.map((group, at) =>
    rowsOfGroup(rowsOf(group, pages[at], kind), homes[at] ?? [], nodes),
  );
  const { systems, systemOfGroup } = systemsOf(groups, (group, at) => systemOf(group, pages[at], paging));
  const sharesWith = (sharing: number): readonly Shares[] => {
    const once = sameShares();
    return perGroup.map(({ rows, homes: own }) => nodeShares(rows, own, nodes, sharing).map(once));
  };
  const stated = sharesWith(0);
  const standings = placedStandings(groups, perGroup, systemOfGroup);
  const standing = placed.map((thread) => standings.get(thread) ?? { group: 0, system: 0, row: 0 });
  const numberOf = numbered();
  const plan = messagePlan({
    ...{ kinds, servers, rounds },
    tallies: profile.messages.map(({ pattern }) => ground.tallyOf(pattern)),
    marks: Int32Array.from(placed, ({ host, coreUsers }, at) => {
      const { group, system, row } = standing[at] as Standing;
      // Threads of one process have shares of all of its memory besides: each process by itself.
      const shares = kind === 'threads' ? `${group} ${row}` : numberOf.object(stated[group]?.[row]);
      return numberOf.text(`${host} ${system} ${coreUsers} ${perGroup[group]?.homes[row] ?? 0} ${shares}`);
    }),
  });
  const pageBytes = pageBytesOf(ground);
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
      communicationOf(runMessages(plan, own, { ...ground.way, machine, values })),
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

function numbered(): { readonly object: (one: unknown) => number; readonly text: (one: string) => number } {
  const known = new Map<unknown, number>();
  const number = (one: unknown): number => {
    const before = known.get(one) ?? known.size;
    known.set(one, before);
    return before;
  };
  return { object: number, text: number };
}

function rowsOfGroup(single: readonly (readonly number[])[], homes: readonly number[], nodes: number): Rows {
  const together = Math.max(1, Math.ceil(homes.length / MOST_ROWS));
  const seen = new Map<number, number>();
  const rows: number[][] = [];
  const homesOfRows: number[] = [];
  const numbers = new Map<string, number>();
  const rowOf = homes.map((home, at) => {
    const before = seen.get(home) ?? 0;
    seen.set(home, before + 1);
    const key = `${home} ${Math.floor(before / together)}`;
    const row = numbers.get(key) ?? homesOfRows.push(home) - 1;
    numbers.set(key, row);
    const sum = (rows[row] ??= Array<number>(nodes).fill(0));
    for (const [node, bytes] of (single[at] ?? []).entries()) sum[node] = (sum[node] ?? 0) + bytes;
    return row;
  });
  return { rows, homes: homesOfRows, rowOf };
}
