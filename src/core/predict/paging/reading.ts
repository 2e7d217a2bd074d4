import type { Held, Inside } from './inside';
import type { Thread } from './program';
import { NOBODY, SEVERAL, SPREAD, UNMAPPED } from './ram';
import { adder, type Tally } from './tally';
import { type Users, usersOn } from './users';

type Adder = ReturnType<typeof adder>;

/** What the ranks hold, told apart by kind, node and rank, from where the vCPUs are now. */
export function readPages(inside: Inside, run: number, { own, shared }: Held, tally: Tally): void {
  const { program, guest } = inside;
  const { shift, nodeAt, mappedIn, placingAt } = guest.ram;
  const nodes = nodesOf(inside);
  const read = (groups: Int32Array, from: number, to: number, bytes: number, add: Adder): void => {
    for (let at = from; at < to; at++) {
      const group = groups[at] as number;
      if (group < 0) continue;
      const unit = group >> shift;
      const node = nodeAt[unit] as number;
      const isInherited = (mappedIn[unit] as number) < run;
      if (node !== SPREAD) add(node, bytes, isInherited);
      else
        for (const one of placingAt(unit).nodes) add(one, bytes / placingAt(unit).nodes.length, isInherited);
    }
  };
  const users = nodes.map((own) => usersOn([own]));
  for (const [thread, { process, before, timed }] of program.threads.entries()) {
    const add = adder(tally, tally.byThread[thread] as number[], users[process] as Users);
    const groups = own[thread] as Int32Array;
    read(groups, 0, before.groups, before.bytes, add);
    read(groups, before.groups, groups.length, timed.bytes, add);
  }
  read(shared, 0, shared.length, program.shared.bytes, adder(tally, tally.shared, usersOn(nodes)));
}

/** Places of the nodes on which the threads of each process run now. */
function nodesOf({ program, vcpus }: Inside): readonly (readonly number[])[] {
  return program.processes.map((members) =>
    members.map((thread) => vcpus.nodeOf[(program.threads[thread] as Thread).cpu] as number),
  );
}

/** A unit of the host's pages with the one process that uses it, and the place of that process's node. */
export interface SingleUse {
  readonly unit: number;
  readonly node: number;
}

/** Units that one process on one node uses, whole or in part, and nobody else. */
export function singleUses(inside: Inside, { own, shared }: Held): readonly SingleUse[] {
  const { program } = inside;
  const { shift, nodeAt } = inside.guest.ram;
  const userOf = new Int32Array(nodeAt.length).fill(NOBODY);
  for (const [thread, { process }] of program.threads.entries())
    for (const group of own[thread] as Int32Array) {
      if (group < 0) continue;
      const user = userOf[group >> shift];
      userOf[group >> shift] = user === NOBODY || user === process ? process : SEVERAL;
    }
  for (const group of shared)
    if (group >= 0) {
      const isAlone = program.processes.length === 1 && userOf[group >> shift] !== SEVERAL;
      userOf[group >> shift] = isAlone ? 0 : SEVERAL;
    }
  const users = nodesOf(inside).map((threads) => usersOn([threads]));
  const found: SingleUse[] = [];
  for (const [unit, user] of userOf.entries()) {
    const node = user < 0 ? -1 : (users[user]?.node ?? -1);
    if (node >= 0 && nodeAt[unit] !== UNMAPPED) found.push({ unit, node });
  }
  return found;
}
