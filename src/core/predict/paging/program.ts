import type { RankPlace } from '../../experiment/ranks';
import type { MemoryProfile, Profile } from '../profiles/profile';
import { groupBytesOf } from './grain';

/** Memory in groups, each of them with the same bytes of it. */
export interface Portion {
  readonly groups: number;
  /** Of one group; at most the size of a group. */
  readonly bytes: number;
}

export interface Thread {
  readonly rank: number;
  /** vCPU; natively the PU. */
  readonly cpu: number;
  /** In which of the program's processes it is. */
  readonly process: number;
  readonly churn: Portion;
  /** Touched before the timed region, and in it. */
  readonly before: Portion;
  readonly timed: Portion;
}

/** The part of a program that runs in one VM. */
export interface Program {
  readonly groupBytes: number;
  readonly threads: readonly Thread[];
  /** Threads of each process, in the order of the addresses that they touch. */
  readonly processes: readonly (readonly number[])[];
  readonly shared: Portion;
  /** Groups of all threads that are in use at once, at most. */
  readonly groupsInUse: number;
}

interface Demand {
  readonly places: readonly RankPlace[];
  readonly memory: MemoryProfile;
  readonly kind: Profile['kind'];
  readonly guestPageBytes: number;
  /** See grain.ts. */
  readonly groupsWanted?: number;
}

/**
 * A rank is a process, and its memory that of its threads in equal parts. With `threads` each CPU of a place is a rank of
 * the profile, and all of a VM are one process.
 */
export function programOf({ places, memory, kind, guestPageBytes, groupsWanted }: Demand): Program {
  const isOne = kind === 'threads';
  const cpus = places.flatMap(({ rank, cpus: own }, process) =>
    own.map((cpu) => ({ rank, cpu, process: isOne ? 0 : process, parts: isOne ? 1 : own.length })),
  );
  const most = Math.max(1, ...cpus.map(({ parts }) => parts));
  const [own, churn] = [bytesIn(memory.privateBytes.value), bytesIn(memory.churnBytes.value)];
  const sharedBytes = bytesIn(memory.sharedBytes.value);
  const groupBytes = groupBytesOf({
    ...{ threads: cpus.length, threadBytes: own / most, guestPageBytes },
    ...(groupsWanted === undefined ? {} : { groupsWanted }),
    allBytes: sharedBytes + cpus.reduce((sum, { parts }) => sum + Math.max(own, churn) / parts, 0),
  });
  const share = Math.min(1, Math.max(0, memory.touchedInTimedRegion.value));
  const threads = cpus.map(({ parts, ...cpu }) => ({
    ...cpu,
    churn: portion(churn / parts, groupBytes),
    before: portion((own * (1 - share)) / parts, groupBytes),
    timed: portion((own * share) / parts, groupBytes),
  }));
  const shared = portion(sharedBytes, groupBytes);
  const ofOne = (thread: Thread): number =>
    Math.max(thread.churn.groups, thread.before.groups + thread.timed.groups);
  return {
    ...{ groupBytes, threads, shared, processes: processesOf(threads) },
    groupsInUse: threads.reduce((sum, thread) => sum + ofOne(thread), shared.groups),
  };
}

/** Threads of each process. */
function processesOf(threads: readonly Thread[]): readonly (readonly number[])[] {
  const processes: number[][] = [];
  for (const [at, { process }] of threads.entries()) (processes[process] ??= []).push(at);
  return processes;
}

function portion(bytes: number, groupBytes: number): Portion {
  const groups = Math.ceil(bytes / groupBytes);
  return { groups, bytes: groups === 0 ? 0 : bytes / groups };
}

function bytesIn(value: number): number {
  return Number.isFinite(value) ? Math.max(0, value) : 0;
}
