import { sumOf } from '../../analysis/statistics';
import { LINE_BYTES } from '../machines/machine';
import { communicationOf, type Communication, type RunMessages } from '../messages/communication';
import { touchSeconds, type TouchSeconds } from './firstTouches';
import { memorySeconds, workingSeconds, type MemoryLoad } from './memoryQueues';
import { noiseSeconds } from './noise';
import type { RunInput, SystemOfRun, ThreadOfRun, ThreadWork } from './runInput';
import { NO_TIME, wholeOf, type TimeParts } from './timeParts';

/**
 * Seconds of the timed region of one run, in its parts. All wait for the slowest: where memory is lies still during a run,
 * so the same thread is the slowest in every iteration and the maximum is exact for programs that synchronise.
 * docs/model/time.md has the equations.
 */
export function runTime(input: RunInput): TimeParts {
  return runTimeWith(input, communicationOfRun(input));
}

/** What of a run does not say who sends what to whom. */
export type SilentRun = Omit<RunInput, 'messages'>;

/** What threads need for their messages, by their places. */
export type KnownCommunication = Pick<Communication, 'seconds' | 'lockedSeconds' | 'waits'>;

/** The same with communication that is known. */
export function runTimeWith(input: SilentRun, communication: KnownCommunication): TimeParts {
  return slowestOf(partsOfThreads(input, waitingOf(input), communication));
}

/** Seconds for which each thread waits for memory, in thread order. */
export function waitingOf({ memory, threads, work, costs }: SilentRun): Float64Array {
  return memorySeconds(memory, threads, (thread) => loadOf(thread, work), costs.overlapShare);
}

/** Of all threads, in thread order. It does not depend on where pages are. */
export function communicationOfRun({ messages }: RunInput): Communication {
  const known = communications.get(messages);
  if (known !== undefined) return known;
  const made = ofAllRanks(messages);
  communications.set(messages, made);
  return made;
}

/** Runs that differ by their pages alone have the same messages. */
const communications = new WeakMap<RunMessages, Communication>();

function ofAllRanks(messages: RunMessages): Communication {
  const { placeOf } = messages.plan;
  const { seconds, lockedSeconds, waits, busiestSeconds } = communicationOf(messages);
  const spread = (own: Float64Array): Float64Array => Float64Array.from(placeOf, (at) => own[at] ?? 0);
  return {
    seconds: spread(seconds),
    lockedSeconds: spread(lockedSeconds),
    waits: spread(waits),
    busiestSeconds,
  };
}

/** What each thread would take if all others waited for it, in thread order, given how long it waits for memory. */
export function partsOfThreads(
  input: SilentRun,
  waiting: ArrayLike<number>,
  communication: KnownCommunication,
): readonly TimeParts[] {
  const { threads, systems, costs } = input;
  const population = populationOf(threads, systems.length);
  const touches = systems.map((system, at) =>
    touchSeconds(system.timedTouches, (population[at] ?? 0) / alikeOf(system), system.paging, costs),
  );
  const count = sumOf(threads.map(alikeOf));
  const guests = sumOf(systems.map(alikeOf));
  const parts: TimeParts[] = [];
  for (const [at, thread] of threads.entries()) {
    const system = systems[thread.system];
    const touch = touches[thread.system];
    if (system === undefined || touch === undefined) continue;
    const of: OfThread = {
      threads: count,
      guests,
      system,
      touch,
      memory: waiting[at] ?? 0,
      communication: communication.seconds[at] ?? 0,
      locked: communication.lockedSeconds[at] ?? 0,
      waits: communication.waits[at] ?? 0,
    };
    parts.push(partsOf(input, thread, of));
  }
  return parts;
}

export function slowestOf(threads: readonly TimeParts[]): TimeParts {
  let [slowest, longest] = [NO_TIME, 0];
  for (const parts of threads) {
    const seconds = wholeOf(parts);
    if (seconds > longest) [slowest, longest] = [parts, seconds];
  }
  return slowest;
}

interface OfThread {
  /** Of the whole program. */
  readonly threads: number;
  readonly guests: number;
  readonly system: SystemOfRun;
  readonly touch: TouchSeconds;
  readonly memory: number;
  readonly communication: number;
  readonly locked: number;
  readonly waits: number;
}

function partsOf(
  input: Pick<RunInput, 'costs' | 'work' | 'hosts'>,
  thread: ThreadOfRun,
  of: OfThread,
): TimeParts {
  const { costs, work } = input;
  const isGuest = of.system.paging !== 'native';
  const compute = computeSeconds(work, thread);
  const working = workingSeconds(compute, of.memory, costs.overlapShare);
  const walks = of.system.paging === 'nested' ? walksOf(work) * costs.nestedWalkSeconds : 0;
  const locks = isGuest ? of.locked * costs.lockGrowthPerVcpu * (of.system.vcpus - 1) : 0;
  const busy =
    working + of.communication + walks + locks + of.touch.kernel + of.touch.host + of.touch.lockWait;
  const ticks = isGuest
    ? noiseSeconds(
        {
          sources: of.threads,
          periodSeconds: 1 / costs.ticksPerSecond,
          eventSeconds: costs.guestTickSeconds,
        },
        busy,
        of.waits,
      )
    : 0;
  const images = noiseSeconds(
    {
      sources: input.hosts + (isGuest ? of.guests : 0),
      periodSeconds: costs.imagePeriodSeconds,
      eventSeconds: costs.imageEventSeconds,
    },
    busy,
    of.waits,
  );
  return {
    computeSeconds: compute,
    memorySeconds: working - compute + of.touch.kernel,
    communicationSeconds: of.communication,
    contentionSeconds: locks + of.touch.lockWait + images,
    virtualisationSeconds: walks + of.touch.host + ticks,
  };
}

/** Threads of a core take turns. */
export function computeSeconds(work: ThreadWork, thread: ThreadOfRun | undefined): number {
  return work.computeSeconds * (thread?.coreUsers ?? 1);
}

function alikeOf({ alike = 1 }: { readonly alike?: number }): number {
  return alike;
}

export function loadOf(thread: ThreadOfRun, work: ThreadWork): MemoryLoad {
  const { sequentialLines, scatteredLines, sequentialInFlight, scatteredInFlight } = work;
  const lines = sequentialLines + scatteredLines;
  // As many as are on the way on average while the one kind follows the other.
  const turns = sequentialLines / sequentialInFlight + scatteredLines / scatteredInFlight;
  const inFlight = turns === 0 ? 1 : lines / turns;
  return {
    lines,
    linesInFlight: Math.max(1, inFlight / thread.coreUsers),
    computeSeconds: computeSeconds(work, thread),
  };
}

/** Walks of page tables: one for each page that is gone through in order, one for each line that is not. */
function walksOf({ sequentialLines, scatteredLines, pageBytes }: ThreadWork): number {
  return (sequentialLines * LINE_BYTES) / pageBytes + scatteredLines;
}

export function populationOf(threads: readonly ThreadOfRun[], systems: number): readonly number[] {
  const counts = new Array<number>(systems).fill(0);
  for (const { system, alike = 1 } of threads) counts[system] = (counts[system] ?? 0) + alike;
  return counts;
}
