import type { Random } from '../../experiment/random';
import { interleaved } from './interleaved';
import type { Held, Inside } from './inside';
import type { Portion, Thread } from './program';
import { emptyTally, type Tally } from './tally';
import { mapByOthers, toucherOf } from './touch';

/**
 * Ranks start, take and give back their churn, touch what they share and then their arrays, all at once; between these
 * parts they wait for each other, as at the end of MPI_Init. `run` counts from 1.
 */
export function touchAll(inside: Inside, run: number): { readonly held: Held; readonly tally: Tally } {
  const { program, guest, vcpus, random } = inside;
  const { threads, shared } = program;
  const tally = emptyTally(inside.nodes, threads.length);
  const touch = toucherOf(inside, run, tally);
  const held: Held = {
    own: threads.map(({ before, timed }) => new Int32Array(before.groups + timed.groups)),
    shared: new Int32Array(shared.groups),
  };
  vcpus.settle();
  const stir = stirring(inside);
  const take = (thread: Thread, portion: Portion, timed: boolean): number => {
    stir();
    const group = guest.take(thread.cpu);
    if (group >= 0) touch(group, thread.cpu, portion.bytes, timed);
    else tally.withoutFrameBytes += portion.bytes;
    return group;
  };

  churn(inside, take);
  // Whoever comes first touches it.
  for (let at = 0; at < shared.groups; at++) {
    const first = threads[random(threads.length)] as Thread;
    const group = (held.shared[at] = take(first, shared, false));
    if (group >= 0) mapByOthers(inside, run, { group, first }, tally);
  }
  for (const part of ['before', 'timed'] as const)
    interleaved(
      threads.map((thread) => thread[part].groups),
      random,
      (who, at) => {
        const thread = threads[who] as Thread;
        const place = part === 'timed' ? thread.before.groups + at : at;
        (held.own[who] as Int32Array)[place] = take(thread, thread[part], part === 'timed');
      },
    );
  for (let left = wholeOf(inside.swaps.after, random); left > 0; left--) vcpus.swap();
  return { held, tally };
}

function churn(
  { program: { threads }, guest, random }: Inside,
  take: (thread: Thread, portion: Portion, timed: boolean) => number,
): void {
  const taken = threads.map((thread) => new Int32Array(thread.churn.groups));
  const steps = threads.map((thread) => thread.churn.groups);
  interleaved(steps, random, (who, at) => {
    const thread = threads[who] as Thread;
    (taken[who] as Int32Array)[at] = take(thread, thread.churn, false);
  });
  interleaved(steps, random, (who, at) => {
    const group = (taken[who] as Int32Array)[at] as number;
    if (group >= 0) guest.give((threads[who] as Thread).cpu, group);
  });
}

/** At each touch two floating vCPUs may change places, as often in all as the run has it. */
function stirring({ program, vcpus, random, swaps }: Inside): () => void {
  const touches = program.threads.reduce(
    (sum, { churn: own, before, timed }) => sum + own.groups + before.groups + timed.groups,
    program.shared.groups,
  );
  if (touches === 0 || swaps.touching === 0) return () => undefined;
  const each = Math.min(1, swaps.touching / touches);
  return () => {
    if (isDrawn(each, random)) vcpus.swap();
  };
}

/** A whole number of which this is the mean, as near to it as can be. */
function wholeOf(mean: number, random: Random): number {
  return Math.floor(mean) + (isDrawn(mean % 1, random) ? 1 : 0);
}

const PARTS = 2 ** 24;

function isDrawn(share: number, random: Random): boolean {
  return random(PARTS) < share * PARTS;
}
