import { describe, expect, it } from 'vitest';
import { bt } from '../../../../src/core/predict/profiles/npb/bt';
import { CLASSES, npbProfile, PROGRAMS } from './npbWorkload';

const MEGA = 1e6;

/** What programs that really ran printed: seconds to two digits, Mop/s total. Their product is what they count. */
const PRINTED: readonly (readonly [string, string, number, number, number])[] = [
  // One thread, NPB 3.3.1.
  ['bt', 'S', 3.32, 68.68, 0.005],
  ['ep', 'S', 21.52, 1.56, 0.005],
  ['lu', 'S', 1.33, 77.16, 0.005],
  ['sp', 'S', 1.5, 64.48, 0.005],
  // 0.07 s stand for anything from 0.065 to 0.075.
  ['is', 'S', 0.07, 10.04, 0.08],
  // One process, NPB 3.2.
  ['cg', 'A', 3.02, 495.93, 0.005],
];

/** The same with 10 steps instead of the class's own: the number of steps, then seconds and Mop/s. */
const SHORTENED: readonly (readonly [string, number, number, number])[] = [
  ['bt', 200, 0.86, 166526.06],
  ['sp', 400, 0.28, 130825.46],
  ['lu', 250, 0.51, 160226.36],
  ['mg', 20, 0.35, 225129.83],
];

describe('operations of NPB', () => {
  it.each(PRINTED)('%s.%s are those of its printed Mop/s', (program, problemClass, seconds, rate, within) => {
    const { operations } = npbProfile(program, problemClass, 1);
    expect(Math.abs(operations.value / (seconds * rate * MEGA) - 1)).toBeLessThan(within);
  });

  it.each(SHORTENED)('%s.C are those of ten of its steps', (program, steps, seconds, rate) => {
    const { operations } = npbProfile(program, 'C', 1);
    expect(Math.abs((operations.value * 10) / steps / (seconds * rate * MEGA) - 1)).toBeLessThan(0.02);
  });

  // The first counts were read from a Cray's counters (RNR-94-006). Programs that are still the same must agree.
  it.each([
    ['mg', 3.905e9],
    ['cg', 1.508e9],
  ] as const)('%s.A is within 1 %% of the count of NPB 1', (program, count) => {
    expect(Math.abs(npbProfile(program, 'A', 1).operations.value / count - 1)).toBeLessThan(0.01);
  });

  it('counts what a core does behind a key and behind a random number', () => {
    const perCycle = (program: string) => npbProfile(program, 'A', 4).operationsPerCycle.value;
    expect(perCycle('bt') / perCycle('is')).toBeCloseTo(9.31, 2);
    expect(perCycle('bt') / perCycle('ep')).toBeCloseTo(49.7, 1);
  });

  it('does not depend on ranks and launcher, and grows with the class', () => {
    for (const program of PROGRAMS) {
      const counts = CLASSES.map((one) => npbProfile(program, one, 4).operations.value);
      expect(counts).toEqual([...counts].sort((a, b) => a - b));
      expect(npbProfile(program, 'B', 16).operations.value).toBe(counts[3]);
      expect(npbProfile(program, 'B', 7, 'openmp').operations.value).toBe(counts[3]);
    }
  });

  it('knows no class beyond D', () => {
    expect(bt('E', { ranks: 4, kind: 'processes' })).toBeNull();
  });
});
