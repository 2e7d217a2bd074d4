import { expect } from 'vitest';
import type { AttemptState, RunState } from '../../src/core/journal/state';
import { PARTS, partsOf, type Suite } from '../shared/suiteParts';
import type { Job } from './sharedGuests';

/** What the suites of tests/shared/programs must say and leave when ranks of several VMs run them through a region. */

/** For messages of so many bytes at most. OpenSHMEM's heap lies in the region, one for each rank. */
export function suiteEnvironment(mostBytes: number): Readonly<Record<string, string>> {
  const heap = mostBytes > 2 ** 20 ? '64M' : '32M';
  return { VMPART_MOST_BYTES: String(mostBytes), SHMEM_SYMMETRIC_HEAP_SIZE: heap };
}

export function suiteJob([runtime, suite]: Suite, ranks: number, mostBytes: number): Job {
  return { runtime, program: [suite], ranks, environment: suiteEnvironment(mostBytes) };
}

/** Bytes that start ranks, with their first words to each other and what they print, from a VM: never what they send. */
const MOST_NETWORK = 2 ** 20;

/** A run of this suite in all VMs: all its parts went well, through the region, where nothing was left. */
export function expectShared(state: AttemptState, run: RunState, said: string, suite: string): void {
  expect({ state: run.state, ...partsOf(said) }, said).toEqual({
    state: 'ok',
    parts: PARTS[suite],
    wrong: undefined,
  });
  expect(run.marks).toEqual([]);
  const { vms = [], regions = [] } = state.sessions.find(({ session }) => session === run.session) ?? {};
  expect(run.collected.traffic.map(({ vm }) => vm)).toEqual(vms);
  for (const { regionSentBytes, networkSentBytes } of run.collected.traffic) {
    expect(regionSentBytes).toBeGreaterThan(0);
    expect(networkSentBytes).toBeLessThan(MOST_NETWORK);
  }
  const after = regions.filter((one) => one.run === run.run);
  expect(after.length).toBeGreaterThan(0);
  for (const { leftBytes } of after) expect(leftBytes).toBe(0);
}
