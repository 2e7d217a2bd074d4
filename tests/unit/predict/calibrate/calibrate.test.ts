import { describe, expect, it } from 'vitest';
import type { Workload } from '../../../../src/core/experiment/workload';
import { seededRandom } from '../../../../src/core/experiment/random';
import { layoutFromDocument } from '../../../../src/core/layout/fromDocument';
import {
  calibrate,
  type MeasuredCell,
  NORMAL_95,
  PRIOR_REACH,
  PRIOR_WIDTH,
  secondsOn,
} from '../../../../src/core/predict/calibrate/calibrate';
import { calibratedSetup } from '../../../../src/core/predict/calibrate/calibrated';
import { byFactor, FACTOR_NAMES, type HostFactors } from '../../../../src/core/predict/calibrate/factors';
import { predictCell, runsOf } from '../../../../src/core/predict/cell';
import type { RunInput } from '../../../../src/core/predict/time/runInput';
import type { LayoutDocument } from '../../../../src/core/schema/generated/vmlayout.types';
import { builtIn } from '../machines/builtIn';
import { npbWorkload } from '../profiles/npbWorkload';

const machine = builtIn('barcelona-2x4');

function layoutOf(partition: NonNullable<LayoutDocument['partition']>) {
  const document: LayoutDocument = {
    ...{ version: 1, machine: 'barcelona-2x4', partition },
    ...{ regions: { shared: { size: '512MiB' } }, defaults: { regions: ['shared'] } },
  };
  return layoutFromDocument(document, machine, 'cut').layout;
}

const [wide, perNode] = [layoutOf({ vms: 1 }), layoutOf({ per: 'node' })];

/** What the model makes of a program natively, in one VM warm and cold, and in a VM a node. */
function inputsOf(program: string): readonly (readonly RunInput[])[] {
  const workload: Workload = { ...npbWorkload(program, 'B'), transport: 'shared' };
  return [
    { layout: wide, isNative: true, phase: 'warm' as const },
    { layout: wide, isNative: false, phase: 'warm' as const },
    { layout: wide, isNative: false, phase: 'cold' as const },
    { layout: perNode, isNative: false, phase: 'warm' as const },
  ].map((own) => {
    const runs = runsOf({ ...own, workload, techniques: [], paging: 'nested', seed: 1, drawn: [] });
    if (runs === null) throw new Error(program);
    return runs.stated.slice(0, 1);
  });
}

const PROGRAMS = ['ep', 'cg', 'is', 'ft', 'lu'];
const all = PROGRAMS.flatMap(inputsOf);
/** Enough to tell all factors, and less to compute. */
const some = ['ep', 'cg', 'is'].flatMap(inputsOf);
const AS_SAID: HostFactors = byFactor(() => 1);

/** Two of the standard normal distribution (Box, Muller 1958). */
function normals(seed: number): () => number {
  const whole = seededRandom(seed);
  const even = (): number => (whole(1e9) + 0.5) / 1e9;
  return () => Math.sqrt(-2 * Math.log(even())) * Math.cos(2 * Math.PI * even());
}

function measured(cells: readonly (readonly RunInput[])[], host: HostFactors, noise = () => 0) {
  return cells.map((runs): MeasuredCell => ({ runs, seconds: secondsOn(runs, host) * Math.exp(noise()) }));
}

function ratioOf({ factor, low, high }: { factor: number; low: number; high: number }): number {
  expect(low).toBeLessThanOrEqual(factor);
  expect(high).toBeGreaterThanOrEqual(factor);
  return high / low;
}

describe('calibration of a host', () => {
  it('knows nothing without cells: factors of 1 with all that was believed', () => {
    const { factors, error } = calibrate([]);
    for (const name of FACTOR_NAMES) {
      expect(factors[name].factor).toBe(1);
      expect(factors[name].low).toBeCloseTo(1 / PRIOR_REACH, 9);
      expect(factors[name].high).toBeCloseTo(PRIOR_REACH, 9);
      expect(factors[name].cells).toBe(0);
    }
    expect(error).toEqual({ before: null, after: null, leftOut: null });
  });

  it('leaves a host that is as the model says as it is', () => {
    const { factors, error } = calibrate(measured(all, AS_SAID));
    for (const name of FACTOR_NAMES) expect(factors[name].factor).toBeCloseTo(1, 3);
    expect(error.before).toBeCloseTo(0, 9);
  });

  it('finds each factor alone, within its interval, and does better than before', () => {
    for (const name of FACTOR_NAMES) {
      const host = { ...AS_SAID, [name]: 1.6 };
      const { factors, error } = calibrate(measured(all, host));
      expect(factors[name].low, name).toBeLessThan(1.6);
      expect(factors[name].high, name).toBeGreaterThan(1.6);
      expect(error.after ?? 1, name).toBeLessThanOrEqual((error.before ?? 0) + 1e-9);
    }
  });

  it('holds what is true in its intervals, over fifty made-up hosts with noise', () => {
    let held = 0;
    const missed: string[] = [];
    let gained = 0;
    for (let seed = 1; seed <= 50; seed += 1) {
      const normal = normals(seed);
      const host = byFactor(() => Math.exp(PRIOR_WIDTH * normal()));
      const { factors, error } = calibrate(measured(some, host, () => 0.06 * normal()));
      for (const name of FACTOR_NAMES) {
        const { low, high } = factors[name];
        if (low <= host[name] && host[name] <= high) held += 1;
        else missed.push(`${name} of ${seed}`);
      }
      if ((error.leftOut ?? 1) < (error.before ?? 0)) gained += 1;
    }
    // 95 % of 250 are 237.5; a binomial one is not below 225 in one of a thousand.
    expect(held, missed.join()).toBeGreaterThanOrEqual(225);
    expect(gained).toBeGreaterThanOrEqual(45);
  }, 240_000);

  it('is less sure with fewer cells, and as unsure as before of what they cannot tell', () => {
    const host = { ...AS_SAID, compute: 1.3, memoryService: 0.8 };
    const few = calibrate(measured(all.slice(0, 4), host)).factors;
    const more = calibrate(measured(all, host)).factors;
    for (const name of FACTOR_NAMES) expect(ratioOf(few[name])).toBeGreaterThan(ratioOf(more[name]));
    // EP computes, and nothing else.
    expect(ratioOf(few.compute)).toBeLessThan(1.5);
    expect(ratioOf(few.messages)).toBeCloseTo(PRIOR_REACH ** 2, 1);
    expect(few.memoryService.cells).toBe(0);
    expect(few.compute.cells).toBe(4);
  });

  it('gives the same of the same cells', () => {
    const cells = measured(all, { ...AS_SAID, messages: 1.4 });
    expect(calibrate(cells)).toEqual(calibrate(cells));
    expect(NORMAL_95).toBeCloseTo(1.96, 2);
  });
});

describe('a calibrated prediction', () => {
  const setup = {
    ...{ layout: wide, isNative: false, phase: 'warm' as const, techniques: [], paging: 'nested' as const },
    ...{ workload: { ...npbWorkload('cg', 'B'), transport: 'shared' as const }, seed: 1 },
  };
  const plain = predictCell(setup);
  const factorsOf = (cells: readonly MeasuredCell[]) => calibrate(cells).factors;

  it('takes as long as the host was found to take, with an interval as wide as what is known of it', () => {
    const host = { ...AS_SAID, compute: 1.5, memoryService: 1.5, memoryLatency: 1.5 };
    const thin = predictCell(calibratedSetup(setup, factorsOf([])));
    const known = predictCell(calibratedSetup(setup, factorsOf(measured(all, host))));
    if (plain === null || thin === null || known === null) throw new Error('cg is known');
    expect(thin.seconds).toBeCloseTo(plain.seconds, 9);
    expect(known.seconds / plain.seconds).toBeGreaterThan(1.2);
    expect(known.high / known.low).toBeLessThan(0.8 * (thin.high / thin.low));
    expect(known.draws).toHaveLength(20);
  });
});
