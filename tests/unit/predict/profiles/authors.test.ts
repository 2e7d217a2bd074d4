import { describe, expect, it } from 'vitest';
import type { GivenProfile } from '../../../../src/core/experiment/givenProfile';
import { currentValues } from '../../../../src/core/predict/currentValues';
import { authorsProfile, otherGrid } from '../../../../src/core/predict/profiles/authors';
import { partnersOf, sentByAll } from '../../../../src/core/predict/profiles/partners';
import { workload } from '../../../support/experiments';
import { sourceProblems } from '../sources';

const MIB = 2 ** 20;

const given: GivenProfile = {
  ...{
    source: 'perf stat of three runs',
    memoryBytes: 48 * MIB,
    sharedBytes: null,
    touchedInTimedRegion: 0.5,
  },
  ...{ operations: 3e9, operationsPerCycle: null, barriers: 7 },
  traffic: [{ bytes: 384 * MIB, reuseBytes: 48 * MIB, order: 'scattered' }],
  messages: [
    { to: 'all', count: 2, bytes: 10 },
    { to: { grid: [2, 2], steps: [[1, 0]], isPeriodic: false }, count: 1, bytes: 100 },
  ],
};
const of = (profile: GivenProfile | null, ranks = 4, launcher: 'mpi' | 'openmp' = 'mpi') =>
  authorsProfile(workload({ profile, launcher }), ranks, currentValues);

describe('what the author of a command says of it', () => {
  it('is its profile, each number with what they say of its source', () => {
    const profile = of(given);
    expect(profile).toMatchObject({
      ...{ ranks: 4, kind: 'processes', problemClass: null },
      operations: { value: 3e9, source: 'its author: perf stat of three runs' },
      barriers: { value: 7 },
      sweeps: [{ bytes: { value: 384 * MIB }, reuseBytes: { value: 48 * MIB }, order: 'scattered' }],
    });
    expect(sourceProblems(profile)).toEqual([]);
  });

  it('has what processes take besides on top of their memory, and the model’s values for what is not said', () => {
    const memory = of(given)?.memory;
    expect(memory?.privateBytes.value).toBe(48 * MIB + currentValues.runtimePrivateBytes);
    expect(memory?.sharedBytes.value).toBe(currentValues.libraryBytes);
    expect(of({ ...given, sharedBytes: MIB })?.memory.sharedBytes.value).toBe(MIB);
    expect(of(given)?.operationsPerCycle.value).toBe(currentValues.floatingOperationsPerCycle);
    expect(of({ ...given, operationsPerCycle: 2 })?.operationsPerCycle.value).toBe(2);
  });

  it('sends to whom it names', () => {
    const profile = of(given);
    // Four ranks to three others, and two of them a step along the first side.
    expect(profile && sentByAll(profile)).toEqual({
      messages: 4 * 3 * 2 + 2,
      bytes: 4 * 3 * 2 * 10 + 2 * 100,
    });
    const partners = (to: GivenProfile['messages'][number]['to']) => {
      const pattern = of({ ...given, messages: [{ to, count: 1, bytes: 1 }] })?.messages[0]?.pattern;
      return pattern && partnersOf(pattern, 0, 4);
    };
    expect(partners('reduction')).toEqual([1, 2]);
    expect(partners({ offsets: [1, -1] })).toEqual([1, 3]);
    expect(
      partners({
        grid: [2, 2],
        steps: [
          [1, 0],
          [0, 1],
        ],
        isPeriodic: true,
      }),
    ).toEqual([1, 2]);
  });

  it('is of threads where the launcher starts threads', () => {
    expect(of(given, 4, 'openmp')?.kind).toBe('threads');
  });

  it('is none without one, and with a grid of another number of ranks', () => {
    expect(of(null)).toBeNull();
    expect(of(given, 8)).toBeNull();
    expect(otherGrid(workload({ profile: given }), 8)).toBe(4);
    expect(otherGrid(workload({ profile: given }), 4)).toBeNull();
  });
});
