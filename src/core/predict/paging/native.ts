import type { Random } from '../../experiment/random';
import { type HostNodes, takeRoom } from './hostNodes';
import { interleaved } from './interleaved';
import type { PagesOfRun } from './paging';
import type { Portion, Program, Thread } from './program';
import { adder, emptyTally, pagesOf } from './tally';
import { type Users, usersOn } from './users';

/**
 * A run on the host itself: one level, and every run has fresh frames on the node of the thread that touches them. There
 * is no hypervisor, so no fault reaches one and nothing is inherited.
 */
export function nativeRun(program: Program, host: HostNodes, random: Random, pageBytes: number): PagesOfRun {
  const { threads, processes, shared } = program;
  const tally = emptyTally(host.ids.length, threads.length);
  const nodes = threads.map(({ cpu }) => host.ofPu(cpu));
  const members = processes.map((own) => own.map((thread) => nodes[thread] as number));
  const users = members.map((own) => usersOn([own]));
  const adders = threads.map(({ process }, who) =>
    adder(tally, tally.byThread[who] as number[], users[process] as Users),
  );
  // Of this run alone: its memory goes back when it ends.
  const room = Float64Array.from(host.room);
  const touch = (who: number, { bytes }: Portion): number => {
    tally.all.guest += bytes / pageBytes;
    return takeRoom(room, host.nearest[nodes[who] as number] ?? [], bytes);
  };
  for (const { churn } of threads) tally.all.guest += (churn.groups * churn.bytes) / pageBytes;
  const add = adder(tally, tally.shared, usersOn(members));
  for (let at = 0; at < shared.groups; at++) {
    const node = touch(random(threads.length), shared);
    tally.all.guest += (shared.bytes / pageBytes) * (processes.length - 1);
    add(node, shared.bytes, false);
  }
  for (const part of ['before', 'timed'] as const)
    interleaved(
      threads.map((thread) => thread[part].groups),
      random,
      (who) => {
        const thread = threads[who] as Thread;
        const { bytes } = thread[part];
        if (part === 'timed') tally.timed.guest += bytes / pageBytes;
        adders[who]?.(touch(who, thread[part]), bytes, false);
      },
    );
  return pagesOf(tally, null, host.ids);
}
