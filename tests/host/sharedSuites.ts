import { expect } from 'vitest';
import type { Runtime } from '../shared/compiledPrograms';
import { type Job, printed, type Ran, runOf } from './sharedGuests';

/** What the suites of tests/shared/programs must say and leave when ranks of several VMs run them through a region. */

export type Suite = readonly [runtime: Runtime, suite: string];

/** Parts of each suite, as its source lists them. */
export const PARTS: Readonly<Record<string, number>> = {
  point: 8,
  collectives: 22,
  onesided: 11,
  communicators: 6,
  shmem: 14,
};

export const SUITES: readonly Suite[] = [
  ...(['mpich', 'openmpi'] as const).flatMap((runtime) =>
    ['point', 'collectives', 'onesided', 'communicators'].map((suite): Suite => [runtime, suite]),
  ),
  ['openshmem', 'shmem'],
];

export function suiteEnvironment(mostBytes: number): Readonly<Record<string, string>> {
  return { VMPART_MOST_BYTES: String(mostBytes), SHMEM_SYMMETRIC_HEAP_SIZE: '64M' };
}

export function suiteJob([runtime, suite]: Suite, ranks: number, mostBytes: number): Job {
  return { runtime, program: [suite], ranks, environment: suiteEnvironment(mostBytes) };
}

/** Parts that a suite says it has done, and the first thing that it found wrong. */
export function partsOf(said: string): { readonly parts: number; readonly wrong: string | undefined } {
  const parts = said.split('\n').filter((line) => /^(ok|left out) /.test(line)).length;
  return { parts, wrong: /^wrong:.*$/m.exec(said)?.[0] };
}

/** The nth job was this suite: all its parts went well, through the region, in every VM. */
export function expectShared(all: Ran, index: number, [, suite]: Suite): void {
  const run = runOf(all, index);
  const said = printed(all, run);
  expect({ state: run.state, ...partsOf(said) }, said).toEqual({
    state: 'ok',
    parts: PARTS[suite],
    wrong: undefined,
  });
  expect(run.marks).toEqual([]);
  const { vms = [] } = all.state.sessions[0] ?? {};
  expect(run.collected.traffic.map(({ vm }) => vm)).toEqual(vms);
  for (const way of run.collected.traffic) {
    expect(way.regionSentBytes).toBeGreaterThan(0);
    // What starts ranks, and their first words to each other: never what they send.
    expect(way.networkSentBytes).toBeLessThan(2 ** 20);
  }
  const left = all.state.sessions[0]?.regions.filter((one) => one.run === run.run) ?? [];
  expect(left.map(({ leftBytes }) => leftBytes)).toEqual(left.map(() => 0));
}
