import { nativePlacement, rankPlacement, type RankPlace } from '../experiment/ranks';
import { sharedRegion } from '../experiment/sharedRegion';
import type { Workload } from '../experiment/workload';
import type { Layout, Vm } from '../layout/layout';
import { groupBy } from '../text/groupBy';
import { remembered } from '../text/remembered';
import type { Machine } from '../topology/machine';
import { coreCount, pusOfNode } from '../topology/queries';
import { startValues } from './fittedParameters';
import { parametersOf } from './machines/parametersOf';
import { endKinds, type EndKinds } from './messages/kinds';
import { serversOf, type Servers } from './messages/servers';
import { barrierRounds, messageTally, type Tally } from './messages/tally';
import { messageWay, type MessageEnd, type WaySetup } from './messages/way';
import { kindOf } from './profiles/kindOf';
import type { Pattern, Profile } from './profiles/profile';
import { threadsOf, type PlacedThread } from './time/threadsOf';

/** Where ranks are in a layout, or natively, whatever the program and the values: what programs with as many ranks share. */
export interface Ground {
  readonly layout: Layout;
  /** Ranks are threads of one process in each VM. */
  readonly kind: Profile['kind'];
  readonly places: readonly RankPlace[];
  readonly placed: readonly PlacedThread[];
  /** Threads of each operating system, and of each the place of its node in the machine's list. */
  readonly groups: readonly (readonly PlacedThread[])[];
  readonly homes: readonly (readonly number[])[];
  readonly hosts: number;
  /** Guests whose text and data are in the caches of a node, for each of its cores. */
  readonly guests: number;
  /** Of messages. */
  readonly kinds: EndKinds;
  readonly servers: Servers;
  readonly rounds: readonly (readonly number[])[];
  readonly way: Pick<WaySetup, 'region' | 'isServedLate'>;
  /** Messages of a pattern, counted once for all programs that have it. */
  readonly tallyOf: (pattern: Pattern) => Tally;
}

interface GroundSetup {
  readonly layout: Layout;
  readonly workload: Workload;
  readonly isNative: boolean;
}

/** As many layouts as an experiment has in turns, or an advisor compares: their programs come one after the other. */
const MOST_LAYOUTS = 8;
const grounds = remembered<Layout, Map<string, Ground>>(() => new Map(), MOST_LAYOUTS);

export function groundOf(setup: GroundSetup): Ground {
  const { layout, workload, isNative } = setup;
  const { launcher, transport, ranks, rankOrder, threads } = workload;
  const known = grounds(layout);
  const key = JSON.stringify([isNative, kindOf(workload), launcher, transport, ranks, rankOrder, threads]);
  const made = known.get(key) ?? madeGround(setup);
  known.set(key, made);
  return made;
}

function madeGround({ layout, workload, isNative }: GroundSetup): Ground {
  const { machine } = layout;
  const kind = kindOf(workload);
  const layoutPlaces = rankPlacement(workload, layout);
  const places = isNative ? nativePlacement(workload, layout) : layoutPlaces;
  const placed = threadsOf(layout, places, layoutPlaces, kind);
  const groups = [...groupBy(placed, ({ vm, host }) => vm?.name ?? `host ${host}`).values()];
  const nodes = new Map(machine.nodes.map(({ id }, at) => [id, at]));
  const way = { region: sharedRegion(workload, layout), isServedLate: servedLate(placed) };
  const kinds = endKinds(machine, placed, way);
  // The ways are the same with all values.
  const ways: WaySetup = { ...way, machine: parametersOf(machine, startValues), values: startValues };
  const servers = serversOf(kinds, way.region, (at) =>
    messageWay(ways, ...(kinds.samples[at] as readonly [MessageEnd, MessageEnd])),
  );
  const tallies = new Map<string, Tally>();
  return {
    ...{ layout, kind, places, placed, groups, kinds, servers, way },
    homes: groups.map((group) => group.map(({ node }) => nodes.get(node ?? NaN) ?? 0)),
    hosts: new Set(placed.map(({ host }) => host)).size,
    guests: guestsPerCore(machine, groups),
    rounds: barrierRounds(kinds),
    tallyOf: (pattern) => {
      const key = JSON.stringify(pattern);
      const made = tallies.get(key) ?? messageTally(pattern, kinds, servers);
      tallies.set(key, made);
      return made;
    },
  };
}

/** Processes, or threads where these are the ranks. */
export function ranksOn({ kind, places }: Ground): number {
  return kind === 'threads' ? places.reduce((sum, { pus }) => sum + pus.length, 0) : places.length;
}

/** Do ranks have every PU on which the threads that serve a VM's cards may run? */
function servedLate(placed: readonly PlacedThread[]): (vm: Vm) => boolean {
  const taken = new Set(placed.map(({ vm, pu }) => `${vm?.host ?? ''} ${pu}`));
  return ({ host, nics, emulatorPus, ioThreadPus }) => {
    const serving = nics.some(({ vhost }) => vhost) ? ioThreadPus : emulatorPus;
    return serving.every((pu) => taken.has(`${host ?? ''} ${pu}`));
  };
}

/** Mean over threads. A wide VM has parts on each node. */
function guestsPerCore(machine: Machine, groups: readonly (readonly PlacedThread[])[]): number {
  const guests = new Map<string, number>();
  const nodeKey = ({ host, node }: PlacedThread): string => `${host}/${node ?? ''}`;
  for (const group of groups) {
    if (group[0]?.vm === null) return 0;
    const own = groupBy(group, nodeKey);
    for (const node of own.keys()) guests.set(node, (guests.get(node) ?? 0) + 1 / own.size);
  }
  let [threads, sum] = [0, 0];
  for (const [key, own] of groupBy(groups.flat(), nodeKey)) {
    const node = own[0]?.node ?? null;
    const cores = node === null ? 0 : coreCount(pusOfNode(machine, node));
    threads += own.length;
    sum += (own.length * (guests.get(key) ?? 0)) / Math.max(1, cores);
  }
  return sum / Math.max(1, threads);
}
