import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingOf, paired } from '../../../src/core/analysis/compare';
import { holm } from '../../../src/core/analysis/holm';
import { medianInterval } from '../../../src/core/analysis/medianInterval';
import { orderFindings } from '../../../src/core/analysis/order';
import { outliersOf } from '../../../src/core/analysis/outliers';
import type { SessionTime } from '../../../src/core/analysis/sessionTimes';
import { unpairedFinding } from '../../../src/core/analysis/unpaired';
import { arithmeticMean, median, standardDeviation } from '../../../src/core/analysis/statistics';

// Every figure against R's, from tests/independent/statistics.R, which knows nothing of this code.

interface Reference {
  readonly cells: readonly {
    readonly name: string;
    readonly one: readonly number[];
    readonly other: readonly number[];
    readonly median: number;
    readonly mean: number;
    readonly sd: number;
    readonly medianInterval: readonly (number | null)[];
    readonly outliers: readonly boolean[];
    readonly ratio: number;
    readonly interval: readonly [number, number];
    readonly p: number;
    readonly effect: number;
  }[];
  readonly apart: readonly {
    readonly name: string;
    readonly one: readonly number[];
    readonly other: readonly number[];
    readonly ratio: number;
    readonly interval: readonly [number, number];
    readonly p: number;
    readonly effect: number;
  }[];
  readonly holm: { readonly p: readonly number[]; readonly adjusted: readonly number[] };
  readonly order: {
    readonly by: readonly number[];
    readonly drift: { readonly rho: number; readonly p: number; readonly change: number };
    readonly position: { readonly rho: number; readonly p: number; readonly change: number };
    readonly both: readonly number[];
  };
}

const path = join(import.meta.dirname, '../../independent/statistics.json');
const reference = JSON.parse(readFileSync(path, 'utf8')) as Reference;

/** Sessions of a cell, one a block, in the order of their blocks. */
function sessions(seconds: readonly number[]): readonly SessionTime[] {
  return seconds.map((value, block) => ({
    ...{ session: `s${block}`, block, seconds: value },
    ...{ runs: 1, began: 1000 * block, outlier: false },
  }));
}

describe.each(reference.cells.map((cell) => [cell.name, cell] as const))('%s', (_, cell) => {
  it('median, mean, standard deviation', () => {
    expect(median(cell.one)).toBeCloseTo(cell.median, 12);
    expect(arithmeticMean(cell.one)).toBeCloseTo(cell.mean, 12);
    expect(standardDeviation(cell.one)).toBeCloseTo(cell.sd, 12);
  });

  it('interval of the median, where all draws can be listed', () => {
    const [low, high] = cell.medianInterval;
    if (low === null || low === undefined || high === null || high === undefined) return;
    expect(medianInterval(cell.one)?.[0]).toBeCloseTo(low, 12);
    expect(medianInterval(cell.one)?.[1]).toBeCloseTo(high, 12);
  });

  it('outliers', () => {
    expect(outliersOf(cell.one.map(Math.log))).toEqual(cell.outliers);
  });

  it('ratio in blocks, its interval, test and effect size', () => {
    const found = findingOf(paired(sessions(cell.one), sessions(cell.other)));
    expect(found.blocks).toBe(cell.one.length);
    expect(found.ratio).toBeCloseTo(cell.ratio, 12);
    expect(found.interval?.[0]).toBeCloseTo(cell.interval[0], 11);
    expect(found.interval?.[1]).toBeCloseTo(cell.interval[1], 11);
    expect(found.p).toBeCloseTo(cell.p, 10);
    expect(found.effect).toBeCloseTo(cell.effect, 12);
  });
});

it.each(reference.apart.map((two) => [two.name, two] as const))('two attempts: %s', (_, two) => {
  const found = unpairedFinding(two.one, two.other);
  expect(found.ratio).toBeCloseTo(two.ratio, 12);
  expect(found.interval?.[0]).toBeCloseTo(two.interval[0], 10);
  expect(found.interval?.[1]).toBeCloseTo(two.interval[1], 10);
  expect(found.p).toBeCloseTo(two.p, 12);
  expect(found.effect).toBeCloseTo(two.effect, 12);
});

it("Holm's correction", () => {
  holm(reference.holm.p).forEach((p, at) => {
    expect(p).toBeCloseTo(reference.holm.adjusted[at] ?? NaN, 14);
  });
});

it('drift and position in the block', () => {
  const { by, drift, position, both } = reference.order;
  // One cell, four sessions a block; departures from a mean that is not zero.
  const times = by.map((value, at): SessionTime => {
    const block = Math.floor(at / 4);
    return { session: `s${at}`, block, seconds: Math.exp(value + 2), runs: 1, began: at, outlier: false };
  });
  const [first, second] = orderFindings([times]);
  expect(first).toMatchObject({ kind: 'drift', values: 12, found: false });
  expect(first?.correlation).toBeCloseTo(drift.rho, 12);
  expect(first?.change).toBeCloseTo(drift.change, 12);
  expect(first?.p).toBeCloseTo(both[0] ?? NaN, 12);
  expect(second?.correlation).toBeCloseTo(position.rho, 12);
  expect(second?.change).toBeCloseTo(position.change, 12);
  expect(second?.p).toBeCloseTo(both[1] ?? NaN, 12);
});

it('times that differ in nothing but the last digits of their logarithms have no trend', () => {
  const cell = (factor: number): readonly SessionTime[] =>
    Array.from({ length: 12 }, (_, block) => ({
      ...{
        session: `s${block}`,
        block,
        seconds: factor * 10,
        runs: 1,
        began: block + factor,
        outlier: false,
      },
    }));
  expect(orderFindings([cell(0.1), cell(0.7), cell(1 / 3)])).toEqual([]);
});
