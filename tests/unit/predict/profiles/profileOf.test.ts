import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { npbMemoryBytes } from '../../../../src/core/programs/npbMemory';
import { currentValues } from '../../../../src/core/predict/currentValues';
import { profileOf } from '../../../../src/core/predict/profiles/profileOf';
import { sentByAll } from '../../../../src/core/predict/profiles/partners';
import { fetchedBytes, trafficBytes } from '../../../../src/core/predict/profiles/traffic';
import { workload } from '../../../support/experiments';
import { sourcedNumbers, sourceProblems } from '../sources';
import { CLASSES, npbProfile, npbWorkload, PROGRAMS } from './npbWorkload';

const MIB = 2 ** 20;

describe('profileOf', () => {
  it('tells the source of each number', () => {
    for (const program of PROGRAMS) {
      for (const problemClass of CLASSES) {
        for (const launcher of ['mpi', 'openmp', 'upc', 'hybrid'] as const) {
          const profile = npbProfile(program, problemClass, 16, launcher);
          expect(sourceProblems(profile)).toEqual([]);
          expect(sourcedNumbers(profile).length).toBeGreaterThanOrEqual(10);
        }
      }
    }
  });

  it('knows nothing of commands, of class E, and of rank counts that do not run', () => {
    expect(profileOf(workload(), 4)).toBeNull();
    expect(profileOf(workload({ suite: 'hpcc', program: 'hpcc' }), 4)).toBeNull();
    expect(profileOf(npbWorkload('cg', 'E'), 4)).toBeNull();
    expect(profileOf(npbWorkload('bt', 'B'), 8)).toBeNull();
    expect(profileOf(npbWorkload('bt', 'B', 'openmp'), 8)).not.toBeNull();
    expect(profileOf(npbWorkload('ft', 'W'), 64)).toBeNull();
    expect(profileOf(npbWorkload('cg', 'B'), 0)).toBeNull();
    expect(profileOf(npbWorkload('cg', 'B', 'plain'), 1)).toBeNull();
  });

  it('spreads the same arrays over any number of ranks', () => {
    for (const program of PROGRAMS) {
      const arrays = (ranks: number) =>
        (npbProfile(program, 'C', ranks).memory.privateBytes.value - currentValues.runtimePrivateBytes) *
        ranks;
      // EP's arrays are of each rank.
      expect(arrays(16) / arrays(4)).toBeCloseTo(program === 'ep' ? 4 : 1);
    }
  });

  it('goes in a sweep through just the arrays that the class has', () => {
    for (const launcher of ['mpi', 'openmp'] as const) {
      for (const program of ['bt', 'sp', 'lu', 'ft', 'is']) {
        const [first] = npbProfile(program, 'C', 16, launcher).sweeps;
        const bytes = npbMemoryBytes(npbWorkload(program, 'C', launcher)) ?? 0;
        expect(first!.reuseBytes.value * 16).toBeCloseTo(bytes, 0);
      }
      // Finest grid and those below it.
      const grids = npbProfile('mg', 'C', 16, launcher).sweeps.reduce(
        (sum, one) => sum + one.reuseBytes.value,
        0,
      );
      expect((grids * 16) / (npbMemoryBytes(npbWorkload('mg', 'C', launcher)) ?? 0)).toBeCloseTo(1, 3);
    }
  });

  it('has FT alone touch an array on the clock: 16 of its 56 bytes a point', () => {
    for (const program of PROGRAMS) {
      const { touchedInTimedRegion, privateBytes } = npbProfile(program, 'C', 16).memory;
      const touched = touchedInTimedRegion.value * privateBytes.value * 16;
      expect(touched).toBeCloseTo(program === 'ft' ? 16 * 2 ** 27 : 0, 0);
    }
  });

  // Ends of loops without nowait, explicit barriers and ends of parallel regions in NPB3.3-OMP.
  it.each([
    ['bt', 200 * (5 + 3 + 1)],
    ['sp', 400 * (5 + 1 + 3 * 2 + 1)],
    ['lu', 250 * (4 + 3) + 2],
    // Eight grids; a residual and two norms besides.
    ['mg', 20 * (2 * 3 + 3 + 3 + 1 + 6 * (3 + 1 + 1 + 3 + 3) + (1 + 3)) + 3 + 2],
    ['ft', 20 * (1 + 3 + 1) + 2 + 3],
    ['cg', 75 * (2 + 25 * 5 + 2 + 2)],
    ['is', 10 * 4],
    ['ep', 1],
  ])('has the barriers of the loops of %s.B with threads', (program, count) => {
    expect(npbProfile(program, 'B', 16, 'openmp').barriers.value).toBe(count);
    expect(npbProfile(program, 'B', 16, 'mpi').barriers.value).toBe(0);
  });

  it('tells UPC from MPI by what is shared and by barriers', () => {
    const mpi = npbProfile('is', 'B', 16);
    const upc = npbProfile('is', 'B', 16, 'upc');
    expect(upc.messages).toEqual(mpi.messages);
    expect([mpi.barriers.value, upc.barriers.value]).toEqual([0, 20]);
    expect(upc.memory.pairedBytes.value).toBe(0);
    expect(upc.memory.privateBytes.value).toBe(mpi.memory.privateBytes.value);
    // 15 messages of 100 KiB under way besides queue, long and short fragments.
    expect(mpi.memory.pairedBytes.value).toBe((32 + 256 + 2 * 16 * 4 + 15 * 100) * 1024);
  });
});

describe('traffic', () => {
  it('shrinks with the cache, to nothing where all fits', () => {
    const cache = fc.double({ min: 0, max: 4096 * MIB, noNaN: true });
    const program = fc.constantFrom(...PROGRAMS);
    fc.assert(
      fc.property(program, cache, cache, (name, one, other) => {
        const profile = npbProfile(name, 'B', 16);
        const [small, large] = [Math.min(one, other), Math.max(one, other)];
        expect(trafficBytes(profile, large)).toBeLessThanOrEqual(trafficBytes(profile, small));
        const whole = profile.sweeps.reduce((sum, { bytes }) => sum + bytes.value, 0);
        expect(trafficBytes(profile, 0)).toBe(whole);
        const most = Math.max(...profile.sweeps.map(({ reuseBytes }) => reuseBytes.value));
        expect(trafficBytes(profile, most)).toBe(0);
      }),
      { seed: 1 },
    );
  });

  it('is never less than the line, and more the nearer the curve is to a step', () => {
    const [sweep] = npbProfile('bt', 'B', 16).sweeps;
    const fetched = (exponent: number, cacheBytes: number) =>
      fetchedBytes(sweep!, cacheBytes, { ...currentValues, missCurveExponent: exponent }) /
      sweep!.bytes.value;
    const cache = sweep!.reuseBytes.value / 4;
    expect(fetched(1, cache)).toBeCloseTo(3 / 4);
    expect(fetched(2, cache)).toBeCloseTo(15 / 16);
    // Random replacement, the root of m = 1 - exp(-m / x), lies within the curves of 2 to 3.
    for (const [share, random] of [
      [1 / 4, 0.98],
      [1 / 2, 0.797],
      [5 / 6, 0.314],
    ] as const) {
      expect(1 - Math.exp(-random / share)).toBeCloseTo(random, 2);
      expect(fetched(2, 4 * share * cache)).toBeLessThan(random);
      expect(fetched(3, 4 * share * cache)).toBeGreaterThan(random);
    }
  });

  it('is by operation what these programs are known for: EP nothing, MG, CG and SP most', () => {
    const perOperation = (name: string) => {
      const profile = npbProfile(name, 'C', 16);
      return trafficBytes(profile, MIB) / profile.operations.value;
    };
    const byNeed = ['ep', 'bt', 'lu', 'mg', 'sp', 'cg'].map(perOperation);
    expect(byNeed).toEqual([...byNeed].sort((a, b) => a - b));
    expect(byNeed[0]).toBe(0);
  });

  it('of CG is its matrix, vectors that ranks of a column hold alike, and a gathered piece', () => {
    const numbers = npbProfile('cg', 'B', 16).sweeps.map(({ bytes, reuseBytes }) => [
      bytes.value,
      reuseBytes.value,
    ]);
    const nonzeros = 75_000 * 13 * 14;
    expect(numbers).toEqual([
      [75 * 26 * nonzeros * 12, (nonzeros * 12) / 16],
      [75 * (25 * 18 + 23) * 8 * 75_000 * 4, 5 * 150_000],
      [75 * 26 * nonzeros * 64, 150_000],
    ]);
  });

  it('of FT is its evolution and a transform in each iteration, with a transpose where there are processes', () => {
    const bytesOfPoint = (ranks: number, launcher: 'mpi' | 'openmp') =>
      npbProfile('ft', 'B', ranks, launcher).sweeps[0]!.bytes.value / 2 ** 25;
    expect(bytesOfPoint(16, 'mpi')).toBe(48 + 240 + 20 * (72 + 240));
    // Threads go back in place, a process alone from array to array.
    expect(bytesOfPoint(16, 'openmp')).toBe(48 + 112 + 20 * (72 + 96));
    expect(bytesOfPoint(1, 'mpi')).toBe(48 + 112 + 20 * (72 + 112));
  });

  it('of BT and SP comes soon again in a cell of a process, in a whole plane of each thread', () => {
    for (const program of ['bt', 'sp']) {
      const soon = (ranks: number, launcher: 'mpi' | 'openmp') =>
        npbProfile(program, 'C', ranks, launcher).sweeps[1]!.reuseBytes.value;
      expect(soon(16, 'mpi')).toBeCloseTo(16 * 8 * (162 / 4) ** 3);
      expect(soon(1, 'mpi') / soon(64, 'mpi')).toBeCloseTo(8 ** 3);
      expect(soon(16, 'openmp')).toBe(16 * 8 * 162 ** 2);
      expect(soon(2, 'openmp')).toBe(soon(16, 'openmp'));
    }
  });

  it('of IS has keys of 64 bits with threads in class D only', () => {
    const bytesOfKey = (problemClass: string, launcher: 'mpi' | 'openmp', keys: number) =>
      npbProfile('is', problemClass, 16, launcher).sweeps[0]!.bytes.value / keys / 10;
    expect(bytesOfKey('C', 'openmp', 2 ** 27)).toBe(20);
    expect(bytesOfKey('D', 'openmp', 2 ** 31)).toBe(40);
    expect(bytesOfKey('D', 'mpi', 2 ** 31)).toBe(32);
  });

  it('of the planes of LU begins in class C with a cache of 1 MiB a rank', () => {
    const planes = (problemClass: string) => npbProfile('lu', problemClass, 16).sweeps[1]!;
    expect(planes('B').reuseBytes.value).toBeLessThan(MIB);
    expect(planes('C').reuseBytes.value).toBeGreaterThan(MIB);
  });
});

describe('the profile of pairs', () => {
  const pairs = (measure: string) =>
    workload({ suite: 'pairs', program: measure, command: [measure, '8', '16384'] });

  it('has the messages of all sizes, there and back', () => {
    const profile = profileOf(pairs('latency'), 8)!;
    expect(sourceProblems(profile)).toEqual([]);
    expect(profile.messages).toHaveLength(12);
    // 11 sizes up to 8 KiB with 5000 rounds, one with 200; each rank of 8 sends in each round.
    expect(sentByAll(profile).messages).toBe(8 * (11 * 5000 + 200));
  });

  it('has windows one way and answers back', () => {
    const { messages } = profileOf(pairs('bandwidth'), 8)!;
    expect(messages[0]).toMatchObject({ count: { value: 200 * 64 }, bytes: { value: 8 } });
    expect(messages.at(-2)).toMatchObject({ count: { value: 20 * 64 }, bytes: { value: 16384 } });
    expect(messages.at(-1)).toMatchObject({ count: { value: 20 }, bytes: { value: 1 } });
  });

  it('is none with an odd number of ranks', () => {
    expect(profileOf(pairs('latency'), 7)).toBeNull();
  });
});
