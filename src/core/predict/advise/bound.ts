import { sumOf } from '../../analysis/statistics';
import { LINE_BYTES } from '../machines/machine';
import type { Communication } from '../messages/communication';
import type { RunInput } from '../time/runInput';
import { computeSeconds, partsOfThreads, slowestOf, loadOf, waitingOf } from '../time/runTime';
import { wholeOf } from '../time/timeParts';

/**
 * Rounds of the memory queues end before they have quite come to rest: what is concluded of where they would rest is
 * taken to hold to this share. Rounds that are still a share of 1e-6 apart have come nearer than this in every run of the tests.
 */
const AT_REST = 0.999;

/**
 * Seconds that a run cannot stay below, wherever its pages are; what it has to say must be known. `near` is the run with
 * all memory near and no first touches. `isNear`: no VM spans nodes, so that all memory is near indeed, and only
 * first touches are missing.
 *
 * Otherwise the larger of two bounds. No line comes sooner than from the nearest memory of an empty machine, which holds
 * for each thread. And all lines together take no less than their bytes over the bandwidth of all nodes, so that the
 * thread that works longest works as long; which one that is is not known, so that the one with the least besides counts.
 */
export function leastSeconds(near: RunInput, communication: Communication, isNear: boolean): number {
  if (isNear) return wholeOf(slowestOf(partsOfThreads(near, waitingOf(near), communication)));
  const loads = near.threads.map((thread) => loadOf(thread, near.work));
  const latency = loads.map(({ lines, linesInFlight }, at) => {
    const nearest = Math.min(...(near.memory.latencySeconds[near.threads[at]?.node ?? -1] ?? [0]));
    return (lines / linesInFlight) * nearest;
  });
  const alone = wholeOf(slowestOf(partsOfThreads(near, latency, communication)));
  const bytes = LINE_BYTES * sumOf(loads.map(({ lines }) => lines));
  const together = (AT_REST * bytes) / (near.hosts * sumOf(near.memory.nodeBytesPerSecond));
  const filled = near.threads.map((thread) =>
    waitingFor(together, computeSeconds(near.work, thread), near.costs.overlapShare),
  );
  const least = Math.min(...partsOfThreads(near, filled, communication).map(wholeOf));
  return Math.max(alone, least);
}

/** Seconds of waiting with which a thread that computes so long works `working` seconds: 0 where it computes longer. */
function waitingFor(working: number, compute: number, overlapShare: number): number {
  if (working <= compute) return 0;
  const beside = (working - compute) / (1 - overlapShare);
  return beside <= compute ? beside : working - (1 - overlapShare) * compute;
}
