import type { Runtime } from './compiledPrograms';

/** The suites of ./programs, and what they print. */

export type Suite = readonly [runtime: Runtime, suite: string];

/** Parts of each suite, as its source lists them. */
export const PARTS: Readonly<Record<string, number>> = {
  point: 8,
  collectives: 22,
  onesided: 11,
  communicators: 6,
  shmem: 14,
};

/** Each with every runtime that it is for. */
export const SUITES: readonly Suite[] = [
  ...(['mpich', 'openmpi'] as const).flatMap((runtime) =>
    Object.keys(PARTS)
      .filter((suite) => suite !== 'shmem')
      .map((suite): Suite => [runtime, suite]),
  ),
  ['openshmem', 'shmem'],
];

/** Parts that a suite says it has done, and the first thing that it found wrong. */
export function partsOf(said: string): { readonly parts: number; readonly wrong: string | undefined } {
  const parts = said.split('\n').filter((line) => /^(ok|left out) /.test(line)).length;
  return { parts, wrong: /^wrong:.*$/m.exec(said)?.[0] };
}
